// Keys for signed URLs: Compute answers their names and never their values. Source: compute v1
// backendServices.cdnPolicy.signedUrlKeyNames.
import { type JsonObject, textsAt } from '../../../core/index.ts';

/** Names of the keys that a backend service has, as Compute answers them. */
export function signedUrlKeyNames(body: JsonObject): readonly string[] {
  return textsAt(body, 'cdnPolicy', 'signedUrlKeyNames');
}

const FIELD = /^signedUrlKeys\[(.*)\]$/;

/** Name of the key that a field of a change is about; undefined when it is about something else. */
export function signedUrlKeyOf(path: string): string | undefined {
  return FIELD.exec(path)?.[1];
}
