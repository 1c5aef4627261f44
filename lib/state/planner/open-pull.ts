// A pull request that is open, as GitHub last told it.
import { UNMERGED, type Unmerged } from '../../plan/index.ts';
import { documentKind } from '../document/document.ts';
import { count, flag, listOf, name, object, oneOf, optional, text } from '../document/shape.ts';

export interface Behind {
  readonly head: string;
  readonly commits: number;
}

export interface OpenPull {
  readonly number: number;
  readonly head: string;
  /** Head of the branch that it was last merged with for trial, or could not be. */
  readonly base: string;
  readonly draft: boolean;
  /** When its head moved, or it became a draft or ready: milliseconds since the epoch. */
  readonly movedAt: number;
  /** Why it could not be merged for trial; absent where it could. */
  readonly unmerged?: Unmerged;
  /**
   * What the branch is at, and by how many commits that goes beyond `base`; absent where it does not, or nobody has
   * said so.
   */
  readonly behind?: Behind;
  /** Rollbacks that held on the branch when it was planned; absent where none did. */
  readonly rollbacks?: readonly string[];
  /** Heads that a forced push replaced, oldest first, and what by. */
  readonly superseded: readonly { readonly commit: string; readonly by: string }[];
}

/** Changed by compare-and-swap. */
export const openPulls = documentKind<OpenPull, [repository: string, number: number]>({
  name: 'open-pull',
  bucket: 'state',
  collection: 'pulls',
  writers: ['planner'],
  shape: object<OpenPull>({
    number: count,
    head: name,
    base: name,
    draft: flag,
    movedAt: count,
    unmerged: optional(oneOf(...UNMERGED)),
    behind: optional(object<Behind>({ head: name, commits: count })),
    rollbacks: optional(listOf(text)),
    superseded: listOf(object<OpenPull['superseded'][number]>({ commit: name, by: name })),
  }),
});
