// The brake that a person pulls: while a pause stands, nothing is written to the cloud.
import type { Act } from './act.ts';
import { documentKind } from '../document/document.ts';
import { name, object, optional, text, time } from '../document/shape.ts';

export interface Pause extends Act {
  /** Undefined: the whole fleet. */
  readonly unit?: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Ends by itself then, milliseconds since the epoch; undefined: not before somebody resumes. */
  readonly until?: number;
}

/** In place of a unit: the whole fleet. Namespaces cannot begin with an underscore. */
export const WHOLE_FLEET = '_all';

export const pauses = documentKind<Pause, [fleet: string, unit: string]>({
  name: 'pause',
  bucket: 'release',
  collection: 'pauses',
  writers: ['reporter', 'person'],
  shape: object<Pause>({ unit: optional(name), since: time, until: optional(time), by: name, reason: text }),
});
