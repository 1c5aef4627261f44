// One unit in a sweep: what somebody changed behind our back, what can be caught up, and the task that does it.
// May import: core, diff, execute, fleet, model, plan, ports.
import { type Change, diff, servingTest, takesAway } from '../diff/index.ts';
import { runIdOf } from '../execute/index.ts';
import { type Fleet, membersOf, type Policy } from '../fleet/index.ts';
import type { AppliedState, DesiredState, ObservedState } from '../model/index.ts';
import { countRemoved, gatesOf, makePlan, type Revision } from '../plan/index.ts';
import { createOnce } from './create-once.ts';
import type { Head } from './documents.ts';
import { recordDrift } from './drift-record.ts';
import { endpointChanges } from './endpoint-changes.ts';
import { activePause } from './pauses.ts';
import { keys } from './state-keys.ts';
import type { FleetPorts, World } from './world.ts';
import { withinReach } from './within-fleet.ts';

export interface Goal {
  /** Digest of the desired state that the unit is held against. */
  readonly desired: string;
  /** Whether that is what the head asks for and may be worked towards; else it is only looked at. */
  readonly settled: boolean;
}

/**
 * The head's word counts, not the last run's: a run that was taken over leaves the desired state of an older revision.
 * Where the head still waits for its release (a gate, a lost task, a blocked revision), nothing else may be done.
 */
export function goalOf(unit: string, state: AppliedState, revision: Revision | undefined): Goal {
  const planned = revision?.units.find((envelope) => envelope.unit === unit);
  if (planned === undefined) return { desired: state.desired, settled: false };
  const settled = planned.plan === null || planned.desired === state.desired;
  return { desired: settled ? planned.desired : state.desired, settled };
}

export interface UnitSweep {
  readonly fleet: Fleet;
  readonly policy: Policy;
  readonly head: Head;
  readonly ports: FleetPorts;
  readonly goal: Goal;
  readonly desired: DesiredState;
  readonly state: AppliedState;
  readonly observed: ObservedState;
  readonly partial: boolean;
}

export async function sweepUnit(
  world: World,
  unit: UnitSweep,
  signal: AbortSignal,
): Promise<{ readonly drifted: boolean; readonly published: boolean }> {
  const { fleet, policy, goal, desired, state, observed } = unit;
  const found = diff({ desired, applied: state, observed, takeover: policy.takeover, pendingCause: 'fact' }).changes;
  const judged = withinReach(found, membersOf(fleet));
  const unknown = unit.partial || observed.unknown.length > 0;
  const safe = judged.filter((change) => !unknown || !takesAway(change));
  const drifted = safe.filter((change) => change.cause === 'drift');
  const mayWrite = policy.apply === 'merge' && goal.settled;
  const healing = policy.drift === 'heal' && mayWrite && gatesOf(drifted, observed).length === 0;
  const endpoints = await endpointChanges(desired, observed, unit.ports, signal);
  const unwritten = mayWrite ? [] : endpoints.changes.flatMap((change) => change.endpoints?.cluster ?? []);
  await recordDrift(
    world,
    fleet,
    { unit: desired.unit, commit: state.commit, healing, changes: drifted },
    [...endpoints.unread, ...unwritten],
    signal,
  );
  const wanted = [...safe.filter((change) => change.cause !== 'drift' || healing), ...endpoints.changes];
  const published = mayWrite && (await publish(world, unit, wanted, signal));
  return { drifted: drifted.length > 0, published };
}

/** Plans what the sweep found; a plan that was tried and blocked is left to a person. */
async function publish(
  world: World,
  unit: UnitSweep,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<boolean> {
  const { fleet, policy, head, goal, desired, state } = unit;
  const deletes = countRemoved(changes, servingTest(unit.observed, [state]));
  if (gatesOf(changes, unit.observed).length > 0 || deletes > policy.maxDeletes) return false;
  const plan = makePlan(
    fleet.name,
    desired.unit,
    [...changes].sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
  if (plan === undefined || (plan.digest === state.plan && state.result === 'blocked')) return false;
  if ((await activePause(world, fleet.name, desired.unit, signal)) !== undefined) return false;
  const key = keys.plan(fleet.name, plan.digest);
  await createOnce(world.store, key, plan, signal);
  const runId = runIdOf(head.seq, plan.digest, state.runId);
  const task = {
    fleet: fleet.name,
    unit: desired.unit,
    seq: head.seq,
    commit: head.commit,
    plan: plan.digest,
    desired: goal.desired,
    runId,
  };
  await world.publisher.publishTask(task, signal);
  return true;
}
