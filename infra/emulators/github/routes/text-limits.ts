// How long texts may be: bodies of issues, pull requests and comments, and what counts as one character.
import { validationFailed } from '../errors.ts';

const longestBody = 65_536;

/** Gives the text back, or throws 422 when GitHub would find it too long (counted in characters). */
export function checkText<T extends string | undefined>(resource: string, text: T): T {
  if (text !== undefined && characters(text) > longestBody) {
    const message = `body is too long (maximum is ${longestBody} characters)`;
    throw validationFailed({ resource, field: 'body', code: 'custom', message });
  }
  return text;
}

/** The length in Unicode code points. */
export function characters(text: string): number {
  return Array.from(text).length;
}
