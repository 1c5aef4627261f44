// A message that could not be handled after many attempts: given up by its subscription, or by the function that could
// not.
import type { Json } from '../../core/index.ts';
import { documentKind } from '../document/document.ts';
import { count, json, name, object, time } from '../document/shape.ts';

export interface DeadLetter {
  /** Of the message; where its subscription gave it up, in the dead-letter topic. */
  readonly id: string;
  /** Subscription that brought it. */
  readonly from: string;
  /** How often it was delivered. */
  readonly attempts: number;
  /** As far as it is JSON, else its text. */
  readonly data: Json;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Created once; a person who replays it takes it away. */
export const deadLetters = documentKind<DeadLetter, [id: string]>({
  name: 'dead-letter',
  bucket: 'state',
  collection: 'dead-letters',
  writers: ['planner', 'worker', 'drift', 'reporter', 'person'],
  shape: object<DeadLetter>({ id: name, from: name, attempts: count, data: json, at: time }),
});
