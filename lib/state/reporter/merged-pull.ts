// A pull request that was merged, until what became of it is said on it for good. What it changes is noted when it is
// merged: a commit that others follow at once tells of theirs, too.
import { documentKind } from '../document/document.ts';
import { count, digest, listOf, mapOf, name, object, optional, yes } from '../document/shape.ts';

export interface MergedPull {
  readonly number: number;
  /** Its own last commit: what was planned of it is named by that. */
  readonly head: string;
  /** The commit of the branch that GitHub says it was merged as. */
  readonly commit: string;
  /** Of fleets, those that it changes, sorted; none where it was never planned. */
  readonly files: readonly string[];
  /** Those that it changes, by name, and that have not told of the end of it. */
  readonly fleets: Readonly<Record<string, MergeInFleet>>;
}

export interface MergeInFleet {
  /** What it changes of the fleet, sorted; absent where it was never planned to the end. */
  readonly units?: readonly string[];
  /** The head that was told of last: it holds the merge. */
  readonly in?: string;
  /** Digest of what is said on the pull request. */
  readonly told?: string;
  /** Nothing of it is still to come at that head. */
  readonly ended?: true;
}

/** Changed by compare-and-swap. */
export const mergedPulls = documentKind<MergedPull, [repository: string, number: number]>({
  name: 'merged-pull',
  bucket: 'state',
  collection: 'merged-pulls',
  writers: ['reporter'],
  shape: object<MergedPull>({
    number: count,
    head: name,
    commit: name,
    files: listOf(name),
    fleets: mapOf(
      object<MergeInFleet>({
        units: optional(listOf(name)),
        in: optional(name),
        told: optional(digest),
        ended: optional(yes),
      }),
    ),
  }),
});
