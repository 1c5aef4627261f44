// The plan of a run that has not ended stands: when the same commit is planned again on the way (a delivery that comes twice,
// facts that moved), and nothing is to be done that the run does not do, the run goes on to the end of its bake. A plan of
// what is left would end it.
import type { Change } from '../../diff/index.ts';
import type { AppliedState } from '../../model/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { plans } from '../../state/index.ts';
import type { InFlight } from '../records/in-flight.ts';

export interface StandingPlan {
  readonly plan: Plan;
  /** Digest of the desired state that the run works towards. */
  readonly desired: string;
}

/**
 * Plans of the open runs of a revision, by unit.
 * @param seq of the head; undefined for a proposal, which has none.
 * @param inFlight loaded after the cloud was read: a run that began later has not changed what was seen.
 */
export async function loadStandingPlans(
  store: Store,
  fleet: string,
  seq: number | undefined,
  inFlight: readonly InFlight[],
  applied: ReadonlyMap<string, AppliedState>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, StandingPlan>> {
  const found = new Map<string, StandingPlan>();
  for (const { run, desired } of inFlight) {
    const hasEnded = applied.get(desired.unit)?.runId === run.runId;
    if (run.seq !== seq || hasEnded) continue;
    const reading = await plans.at(fleet, run.plan).look(store, signal);
    const plan = 'found' in reading ? reading.found?.value : undefined;
    if (plan !== undefined) found.set(desired.unit, { plan, desired: run.desired });
  }
  return found;
}

/** @param changes what is left to do. @param desired digest of what is wanted now. */
export function isCovered(
  standing: StandingPlan | undefined,
  changes: readonly Change[],
  desired: string,
): standing is StandingPlan {
  if (standing?.desired !== desired) return false;
  const its = new Set(standing.plan.changes.map(({ key }) => key));
  return changes.every(({ kind, key }) => kind === 'none' || its.has(key));
}
