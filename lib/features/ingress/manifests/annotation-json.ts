// Annotations whose value is a JSON text.
import { isJsonObject, type Json } from '../../../core/index.ts';

/** In letters: such an annotation is read for each port. */
const LONGEST = 10_000;

/** What such an annotation has to be, in words. */
export const JSON_OBJECT = `must be a JSON object of at most ${LONGEST} letters, such as`;

/** The object that a text is, its members texts; undefined for any other text. */
export function textsIn(text: string): Readonly<Record<string, string>> | undefined {
  const value = objectIn(text);
  if (value === undefined) return undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined;
}

/** The object that a text is; undefined for any other text, and for a long one: nesting alone can make JSON dear. */
export function objectIn(text: string): Readonly<Record<string, Json | undefined>> | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
