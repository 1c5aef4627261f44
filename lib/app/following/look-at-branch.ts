// GitHub's own answer for the head of the branch, whatever was or was not heard of it, and how the fleets come there. A
// head that is not followed is noted, and so is a branch that cannot be found.
import { isFailure } from '../../core/index.ts';
import type { RevisionHint } from '../../ports/index.ts';
import { keepForcedPush } from '../records/forced-pushes.ts';
import { noteFollowed, noteUnfollowed } from '../records/unfollowed.ts';
import { type Ways, waysTo } from './ways-to-head.ts';
import type { PlannerWorld } from '../world.ts';

export interface BranchHead {
  readonly commit: string;
  readonly ways: Ways;
}

/** Undefined, and noted, when there is no head that any fleet could follow. */
export async function lookAtBranch(
  world: PlannerWorld,
  hint: RevisionHint,
  signal: AbortSignal,
): Promise<BranchHead | undefined> {
  await keepForcedPush(world, hint, signal);
  const commit = await headOrNote(world, signal);
  if (commit === undefined) return undefined;
  const ways = await waysTo(world, commit, signal);
  if (ways.stray.length === 0 || ways.open.size > 0) return { commit, ways };
  await noteUnfollowed(world, { why: 'stray-head', commit }, signal);
  return undefined;
}

/**
 * Whether all fleets of a commit come there: if one does not, none is planned, and the head is noted. A fleet that has
 * another name now is not among them.
 */
export async function isFollowed(
  world: PlannerWorld,
  { commit, ways }: BranchHead,
  fleets: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const isStray = ways.stray.some(({ fleet }) => fleets.includes(fleet.name));
  if (isStray) await noteUnfollowed(world, { why: 'stray-head', commit }, signal);
  else await noteFollowed(world, signal);
  return !isStray;
}

async function headOrNote(world: PlannerWorld, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await world.repository.head(world.branch, signal);
  } catch (error) {
    const isGone = isFailure(error, 'not-found');
    if (!isGone && !isFailure(error, 'denied')) throw error;
    await noteUnfollowed(world, { why: isGone ? 'no-branch' : 'no-repository' }, signal);
    return undefined;
  }
}
