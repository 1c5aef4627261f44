// Keys for signed URLs: Compute answers their names and never their values, so what a key is now is what we last wrote under
// its name. Bodies of ours say so in the member `signedUrlKeys`, name → fingerprint, which Compute does not know.
// Source: compute v1 backendServices.cdnPolicy.signedUrlKeyNames.
import { type Json, type JsonObject, textsAt, valueAt } from '../core/index.ts';
import { companionOf } from './companions.ts';
import type { Kinds } from './kinds.ts';
import type { ObservedResource } from './observed.ts';

/** Stands for the value of a key that we did not write. */
const NOT_OURS = 'not known';

/** Names of the keys that a backend service has, as Compute answers them. */
export function signedUrlKeyNames(body: JsonObject): readonly string[] {
  return textsAt(body, 'cdnPolicy', 'signedUrlKeyNames');
}

/** What was seen, with the member in which we say which value each key has. */
export function withKeysRemembered(
  kinds: Kinds,
  seen: ObservedResource | undefined,
  applied: JsonObject | undefined,
): ObservedResource | undefined {
  if (seen === undefined || companionOf(kinds, seen.ref) !== 'signed-url-keys') return seen;
  const names = signedUrlKeyNames(seen.body);
  if (names.length === 0) return seen;
  const valueOf = (name: string): Json => valueAt(applied, 'signedUrlKeys', name) ?? NOT_OURS;
  const signedUrlKeys = Object.fromEntries([...names].sort().map((name) => [name, valueOf(name)]));
  return { ...seen, body: { ...seen.body, signedUrlKeys } };
}

/** A body as Compute takes it. */
export function withoutSignedUrlKeys({ signedUrlKeys: _ours, ...body }: JsonObject): JsonObject {
  return body;
}

const FIELD = /^signedUrlKeys\[(.*)\]$/;

/** Name of the key that a field of a change is about; undefined when it is about something else. */
export function signedUrlKeyOf(path: string): string | undefined {
  return FIELD.exec(path)?.[1];
}
