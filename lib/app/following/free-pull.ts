// A pull request that is closed holds nothing of the planner's any more: no note, and no Secret to be read. The words
// that were meant for it alone are the reporter's to take away.
import type { PullRequest } from '../../ports/index.ts';
import { namedSecrets, openPulls } from '../../state/index.ts';
import { pullName } from '../../plan/index.ts';
import { knownFleets } from '../records/known-fleets.ts';
import { openPullOf } from '../records/open-pulls.ts';
import type { PlannerWorld } from '../world.ts';

/** Can be repeated: the note that the pull request was open goes last. */
export async function freePull(world: PlannerWorld, pull: PullRequest, signal: AbortSignal): Promise<void> {
  const { store, publisher, name: repository } = world;
  const { number, merged } = pull;
  const open = await openPullOf(store, repository, number, signal);
  for (const fleet of await knownFleets(store, signal))
    await namedSecrets.at(fleet, pullName(number)).drop(store, signal);
  if (open !== undefined)
    await publisher.publishReport({ type: 'closed', repository, pullRequest: number, head: open.head }, signal);
  await openPulls.at(repository, number).drop(store, signal);
  if (open === undefined || !merged) return;
  // What it had approved is the branch's now: whether it is still the same plan shows only when that is planned again.
  const delivery = `merged-${number}-${open.head}`;
  await publisher.publishRevision({ type: 'facts', repository, delivery }, signal);
}
