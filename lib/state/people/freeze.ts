// That no run begins for a fleet, by an admin's word, until a time.
import type { Act } from './act.ts';
import { documentKind } from '../document/document.ts';
import { name, object, text, time } from '../document/shape.ts';

export interface Freeze extends Act {
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Ends by itself then, milliseconds since the epoch. */
  readonly until: number;
}

export const freezes = documentKind<Freeze, [fleet: string]>({
  name: 'freeze',
  bucket: 'release',
  collection: 'freezes',
  writers: ['reporter', 'person'],
  shape: object<Freeze>({ since: time, until: time, by: name, reason: text }),
});
