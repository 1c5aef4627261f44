// The plan of a run that has not ended stands: when the head is planned on the way (a delivery that comes twice, facts
// that moved, a newer commit), and of what the run changes nothing is to be done that it does not do, it goes on to the
// end of its bake. A plan of what is left would end it.
import { canonicalJson, digestOf } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import { type AppliedState, type DesiredState, refKey } from '../../model/index.ts';
import { overlapping, type Plan } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { plans } from '../../state/index.ts';
import type { InFlight } from '../records/in-flight.ts';
import { hasEnded } from '../records/unit-plans.ts';

export interface StandingPlan {
  readonly plan: Plan;
  /** What the run works towards. */
  readonly goal: DesiredState;
  /** The digest that names it. */
  readonly desired: string;
}

/**
 * Plans of the open runs that a revision may leave to go on, by unit: its own, and those of older ones.
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
): Promise<ReadonlyMap<string, readonly StandingPlan[]>> {
  const found = new Map<string, StandingPlan[]>();
  for (const { run, desired } of inFlight) {
    if (seq === undefined || run.seq > seq || hasEnded(run.runId, applied.get(desired.unit))) continue;
    const reading = await plans.at(fleet, run.plan).look(store, signal);
    const plan = 'found' in reading ? reading.found?.value : undefined;
    if (plan !== undefined)
      found.set(desired.unit, [...(found.get(desired.unit) ?? []), { plan, goal: desired, desired: run.desired }]);
  }
  return found;
}

/**
 * @param changes of the unit, what is left to do.
 * @param desired what is wanted of it now.
 * @param whole nothing of the unit is planned apart from the rest: the run has to do all of it.
 */
export function isCovered(
  { plan, goal }: StandingPlan,
  changes: readonly Change[],
  desired: DesiredState,
  whole: boolean,
): boolean {
  const its = new Set(plan.changes.map(({ key }) => key));
  const asked = (state: DesiredState): string =>
    canonicalJson(state.resources.filter(({ ref }) => its.has(refKey(ref))).map((one) => digestOf(one)));
  if (asked(goal) !== asked(desired)) return false;
  const others = changes.filter(({ kind, key }) => kind !== 'none' && !its.has(key));
  return whole ? others.length === 0 : !overlapping(plan.changes, others);
}
