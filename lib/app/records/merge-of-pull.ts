// What merging a pull request would make, asked of GitHub, which finds that out when it is asked and tells nobody when
// it has.
import type { Unmerged } from '../../plan/index.ts';
import type { PullRequest } from '../../ports/index.ts';
import type { PlannerWorld } from '../world.ts';

/** Between one question and the next. What takes longer than these the tick asks for again. */
const WAITS_MS = [2_000, 5_000];

export type MergeOfPull =
  /** Closed, or into another branch. */
  | { readonly isOpen: false; readonly pull: PullRequest }
  | {
      readonly isOpen: true;
      readonly pull: PullRequest;
      /** Head of the branch. */
      readonly base: string;
      /** The commit that has the files of the merge, or why there is none. */
      readonly merge: { readonly commit: string } | { readonly unmerged: Unmerged };
    };

/**
 * Only a merge of the very commits that are the heads of the branch and of the pull request now counts. Fails with
 * `not-found` for a pull request, or a branch, that is not there.
 */
export async function mergeOfPull(world: PlannerWorld, number: number, signal: AbortSignal): Promise<MergeOfPull> {
  for (const wait of WAITS_MS) {
    const found = await lookAt(world, number, signal);
    if (!found.isOpen || 'commit' in found.merge || found.merge.unmerged === 'conflict') return found;
    await world.clock.sleep(wait, signal);
  }
  return lookAt(world, number, signal);
}

async function lookAt({ repository, branch }: PlannerWorld, number: number, signal: AbortSignal): Promise<MergeOfPull> {
  const pull = await repository.pullRequest(number, signal);
  if (pull.state !== 'open' || pull.baseBranch !== branch) return { isOpen: false, pull };
  const known = { isOpen: true, pull, base: await repository.head(branch, signal) } as const;
  const heads = [known.base, pull.head];
  // It brings nothing.
  if (pull.head === known.base) return { ...known, merge: { commit: known.base } };
  if (pull.mergeable === false) return { ...known, merge: { unmerged: 'conflict' } };
  const test = pull.mergeable === true ? await repository.testMerge(number, signal) : undefined;
  const isOfBoth = test !== undefined && String(test.parents) === String(heads);
  return { ...known, merge: isOfBoth ? { commit: test.commit } : { unmerged: 'not-computed' } };
}
