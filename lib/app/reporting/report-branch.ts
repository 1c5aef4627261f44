// Whether the branch is followed, brought to GitHub: one issue, and the check run of the head that is left where it is.
import { isFailure } from '../../core/index.ts';
import type { CheckRun } from '../../ports/index.ts';
import { branchIssue, strayHeadCheck } from '../../report/index.ts';
import { toldUnfollowed } from '../records/unfollowed.ts';
import type { ReporterWorld } from '../world.ts';

/** Where the reporter cannot see the repository either, the planner's log says it. */
export async function reportBranch(world: ReporterWorld, signal: AbortSignal): Promise<void> {
  const told = await toldUnfollowed(world.store, world.name, signal);
  const check = told && strayHeadCheck(told);
  const { marker, title, body } = branchIssue(told);
  try {
    if (check !== undefined) await world.host.putCheckRun(check, signal);
    await world.host.putIssue(marker, title, body, signal);
  } catch (error) {
    if (!isFailure(error, 'denied') && !isFailure(error, 'not-found')) throw error;
    world.log.error({ repository: world.name, error }, 'what became of the branch cannot be told in an issue');
  }
}

/**
 * Undefined unless the commit is a head that is not followed. It may be a pull request's, or a merge group's, as well.
 */
export async function strayCheckOf(
  { store, name }: ReporterWorld,
  commit: string,
  signal: AbortSignal,
): Promise<CheckRun | undefined> {
  const told = await toldUnfollowed(store, name, signal);
  return told?.commit === commit ? strayHeadCheck(told) : undefined;
}
