// Content addresses.
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** The SHA-256 of a value's canonical JSON, as 64 lower-case hexadecimal digits. */
export function digestOf(value: unknown): string {
  return digestOfText(canonicalJson(value));
}

/** Of what is canonical JSON already. */
export function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
