// The plan of a run that has not ended stands: when the same commit is planned again on the way (a delivery that comes twice,
// facts that moved), and nothing is to be done that the run does not do, the run goes on to the end of its bake. A plan of
// what is left would end it. May import: diff, model, plan, ports.
import type { Change } from '../diff/index.ts';
import type { AppliedState } from '../model/index.ts';
import { type Origin, type Plan, readPlan } from '../plan/index.ts';
import type { StateStore } from '../ports/index.ts';
import type { InFlight } from './in-flight.ts';
import { keys } from './state-keys.ts';

export interface StandingPlan {
  readonly plan: Plan;
  /** Digest of the desired state that the run works towards. */
  readonly desired: string;
}

/**
 * Plans of the open runs of a revision, by unit; a proposal has none.
 * @param inFlight loaded after the cloud was read: a run that began later has not changed what was seen.
 */
export async function loadStandingPlans(
  store: StateStore,
  fleet: string,
  origin: Origin,
  inFlight: readonly InFlight[],
  applied: ReadonlyMap<string, AppliedState>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, StandingPlan>> {
  const found = new Map<string, StandingPlan>();
  if (origin.type !== 'head') return found;
  for (const { run, desired } of inFlight) {
    const hasEnded = applied.get(desired.unit)?.runId === run.runId;
    if (run.seq !== origin.seq || hasEnded) continue;
    const stored = await store.read<unknown>(keys.plan(fleet, run.plan), signal);
    const plan = stored && readPlan(stored.value, run.plan);
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
