// Gives a unit its record back that was lost: where what stands is what the head asks for, that is what was applied.
import { runIdOf } from '../../execute/index.ts';
import type { AppliedState, ObservedState } from '../../model/index.ts';
import { digestOfPlan, type PlanEnvelope } from '../../plan/index.ts';
import { appliedStates, desiredAt, type Head } from '../../state/index.ts';
import { standingOf, standsAsWanted } from '../records/unrecorded.ts';
import type { World } from '../world.ts';

/**
 * Under the lease of the unit only.
 * @param planned what the head's revision says of the unit.
 * @returns whether the unit stands as it is wanted and has its record now.
 */
export async function adoptUnit(
  { kinds, store, log }: World,
  head: Head,
  { unit, desired: digest }: PlanEnvelope,
  observed: ObservedState,
  signal: AbortSignal,
): Promise<boolean> {
  const fleet = head.fleet.name;
  const reading = await desiredAt(fleet, digest).look(store, signal);
  const desired = 'found' in reading ? reading.found?.value : undefined;
  if (desired === undefined || !standsAsWanted(kinds, desired, observed)) return false;
  const plan = digestOfPlan({ fleet, unit, changes: [], steps: [] });
  const { seq, commit } = head;
  const runId = runIdOf(seq, plan, undefined);
  const record: AppliedState = {
    fleet,
    unit,
    seq,
    commit,
    desired: digest,
    runId,
    plan,
    result: 'succeeded',
    good: { runId, desired: digest, commit },
    usedApprovals: {},
    ...standingOf(kinds, desired, observed, []),
  };
  await appliedStates.at(fleet, unit).update(store, (before) => (before === undefined ? record : undefined), signal);
  log.warn({ fleet, unit, commit }, 'the record of a unit was lost and is made anew from what stands');
  return true;
}
