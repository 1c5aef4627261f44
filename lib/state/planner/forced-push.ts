// That the branch was forced from one commit to another.
import { documentKind } from '../document/document.ts';
import { name, object, time } from '../document/shape.ts';

export interface ForcedPush {
  readonly before: string;
  readonly after: string;
  /** When it was heard, milliseconds since the epoch. */
  readonly at: number;
}

/** Created once. */
export const forcedPushes = documentKind<ForcedPush, [repository: string, delivery: string]>({
  name: 'forced-push',
  bucket: 'state',
  collection: 'forced-pushes',
  writers: ['planner'],
  shape: object<ForcedPush>({ before: name, after: name, at: time }),
});
