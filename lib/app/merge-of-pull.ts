// What merging a pull request would make, asked of GitHub, which finds that out when it is asked and tells nobody when it has.
// May import: plan (types), ports.
import type { Unmerged } from '../plan/index.ts';
import type { PullRequest } from '../ports/index.ts';
import type { PlannerWorld } from './world.ts';

/** Between one question and the next. What takes longer than these the tick asks for again. */
const WAITS_MS = [2_000, 5_000];

export interface MergeOfPull {
  readonly pull: PullRequest;
  /** Head of the branch. */
  readonly base: string;
  /** The commit that has the files of the merge, or why there is none. */
  readonly merge: { readonly commit: string } | { readonly unmerged: Unmerged };
}

/**
 * Only a merge of the very commits that are the heads of the branch and of the pull request now counts. Fails with `not-found`
 * for a pull request that is not there. `merge` of one that is closed, or goes into another branch, says nothing.
 */
export async function mergeOfPull(world: PlannerWorld, number: number, signal: AbortSignal): Promise<MergeOfPull> {
  for (const wait of WAITS_MS) {
    const found = await lookAt(world, number, signal);
    if ('commit' in found.merge || found.merge.unmerged === 'conflict' || !isOpen(world, found)) return found;
    await world.clock.sleep(wait, signal);
  }
  return lookAt(world, number, signal);
}

/** Whether there is anything to plan. */
export function isOpen({ branch }: Pick<PlannerWorld, 'branch'>, { pull }: Pick<MergeOfPull, 'pull'>): boolean {
  return pull.state === 'open' && pull.baseBranch === branch;
}

async function lookAt({ repository, branch }: PlannerWorld, number: number, signal: AbortSignal): Promise<MergeOfPull> {
  const pull = await repository.pullRequest(number, signal);
  const base = await repository.head(branch, signal);
  // It brings nothing.
  if (pull.head === base) return { pull, base, merge: { commit: base } };
  if (pull.mergeable === false) return { pull, base, merge: { unmerged: 'conflict' } };
  const test = pull.mergeable === true ? await repository.testMerge(number, signal) : undefined;
  const isOfBoth = String(test?.parents) === String([base, pull.head]);
  return { pull, base, merge: test !== undefined && isOfBoth ? { commit: test.commit } : { unmerged: 'not-computed' } };
}
