// How often open pull requests are planned again because the branch moved: until when turns are taken.
import { documentKind } from '../document/document.ts';
import { count, object } from '../document/shape.ts';

export interface ReplanTurns {
  /** Milliseconds since the epoch. */
  readonly takenUntil: number;
}

/** Changed by compare-and-swap. */
export const replanTurns = documentKind<ReplanTurns, [repository: string]>({
  name: 'replan-turns',
  bucket: 'state',
  collection: 'replan-turns',
  writers: ['planner'],
  shape: object<ReplanTurns>({ takenUntil: count }),
});
