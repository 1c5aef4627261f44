// One unit in a sweep: what somebody changed behind our back, what can be caught up, and the task that does it.
// May import: core, diff, execute, fleet, model, plan, ports, state.
import { compareText } from '../core/index.ts';
import { type Change, diff, takesAway } from '../diff/index.ts';
import { runIdOf } from '../execute/index.ts';
import { type Fleet, membersOf, type Policy } from '../fleet/index.ts';
import type { AppliedState, DesiredState, ObservedState, RefKey } from '../model/index.ts';
import { gatesOf, makePlan, type PlanEnvelope } from '../plan/index.ts';
import { type Head, plans } from '../state/index.ts';
import { recordDrift } from './drift-record.ts';
import { endpointChanges } from './endpoint-changes.ts';
import { activePause } from './pauses.ts';
import { isReleased } from './release.ts';
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
export function goalOf(state: AppliedState, planned: PlanEnvelope | undefined): Goal {
  if (planned === undefined) return { desired: state.desired, settled: false };
  const settled = planned.plan === null || planned.desired === state.desired;
  return { desired: settled ? planned.desired : state.desired, settled };
}

export interface UnitSweep {
  readonly fleet: Fleet;
  readonly policy: Policy;
  readonly head: Head;
  /** What the head's revision says of the unit. */
  readonly planned: PlanEnvelope | undefined;
  readonly ports: FleetPorts;
  readonly goal: Goal;
  readonly desired: DesiredState;
  readonly state: AppliedState;
  readonly observed: ObservedState;
  readonly partial: boolean;
  /** What an open run of the unit changes: everything else is looked at, and nothing is written. Undefined: none is open. */
  readonly beside: ReadonlySet<RefKey> | undefined;
  /** The guard forbids every write, but of endpoints. */
  readonly isGuarded: boolean;
}

export async function sweepUnit(
  world: World,
  unit: UnitSweep,
  signal: AbortSignal,
): Promise<{ readonly drifted: boolean; readonly published: boolean }> {
  const { fleet, policy, goal, desired, state, observed } = unit;
  const found = diff({ desired, applied: state, observed, takeover: policy.takeover, pendingCause: 'fact' });
  const { beside } = unit;
  const judged = withinReach(found.changes, membersOf(fleet)).filter(({ key }) => beside?.has(key) !== true);
  const foreign = found.diagnostics.map(({ message }) => message);
  const unknown = unit.partial || observed.unknown.length > 0;
  const safe = judged.filter((change) => !unknown || !takesAway(change));
  const drifted = safe.filter((change) => change.cause === 'drift');
  const mayWrite = policy.apply === 'merge' && goal.settled && !unit.isGuarded;
  // Pods move whatever waits: of what stands, endpoints are kept.
  const mayKeepUp = policy.apply === 'merge' && beside === undefined && (goal.settled || state.result === 'succeeded');
  const gates = gatesOf(drifted, observed, state);
  const healing = policy.drift === 'heal' && mayWrite && gates.length === 0;
  const endpoints = await endpointChanges(desired, observed, unit.ports, signal);
  const unwritten = mayKeepUp ? [] : endpoints.changes.flatMap((change) => change.endpoints?.cluster ?? []);
  await recordDrift(
    world,
    fleet,
    {
      unit: desired.unit,
      commit: state.commit,
      healing,
      changes: drifted,
      ...(gates.length === 0 ? {} : { gates: gates.map(({ message }) => message) }),
      ...(foreign.length === 0 ? {} : { foreign }),
    },
    [...endpoints.unread, ...unwritten],
    signal,
  );
  // What a person has to approve the head's plan has to have.
  if (policy.drift === 'heal' && mayWrite && gates.length > 0) await askForGated(world, unit, drifted, signal);
  // What is somebody else's stops what belongs to it: that is the head's plan to say.
  const { planned } = unit;
  const isNews = found.foreign.some((key) => planned?.foreign?.includes(key) !== true);
  if (isNews && planned !== undefined && planned.rolledBack === undefined) await askForHead(world, unit, signal);
  const mended = mayWrite ? safe.filter((change) => change.cause !== 'drift' || healing) : [];
  const published = mayKeepUp && (await publish(world, unit, [...mended, ...endpoints.changes], signal));
  return { drifted: drifted.length + foreign.length > 0, published };
}

/** At most once a minute, and not where the head's plan does just that and waits for a person's word. */
async function askForGated(
  world: World,
  unit: UnitSweep,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<void> {
  const { fleet, planned, policy } = unit;
  if (planned !== undefined && planned.plan !== null && !isReleased(policy, planned)) {
    const reading = await plans.at(fleet.name, planned.plan).look(world.store, signal);
    const known = 'found' in reading ? (reading.found?.value.changes ?? []) : [];
    if (changes.every(({ key, kind }) => known.some((one) => one.key === key && one.kind === kind))) return;
  }
  await askForHead(world, unit, signal);
}

async function askForHead({ clock, publisher }: World, { fleet, head }: UnitSweep, signal: AbortSignal): Promise<void> {
  const minute = Math.floor(clock.now() / 60_000);
  const delivery = `sweep-gated-${fleet.name}-${head.seq}-${minute}`;
  await publisher.publishRevision({ type: 'facts', repository: head.repository, delivery }, signal);
}

/** Plans what the sweep found; a plan that was tried and blocked is left to a person. */
async function publish(
  world: World,
  unit: UnitSweep,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<boolean> {
  const { fleet, head, goal, desired, state } = unit;
  // A repair makes what the head asks for. What is to go is the head's plan to say: it is asked for one.
  const deletions = changes.filter(({ kind }) => kind === 'delete' || kind === 'replace' || kind === 'abandon');
  const repairs = changes.filter((change) => !deletions.includes(change));
  if (deletions.length > 0) await askForGated(world, unit, deletions, signal);
  if (gatesOf(repairs, unit.observed, state).length > 0) {
    await askForGated(world, unit, repairs, signal);
    return false;
  }
  const plan = makePlan(
    fleet.name,
    desired.unit,
    [...repairs].sort((a, b) => compareText(a.key, b.key)),
  );
  if (plan === undefined || (plan.digest === state.plan && state.result === 'blocked')) return false;
  if ((await activePause(world, fleet.name, desired.unit, signal)) !== undefined) return false;
  await plans.at(fleet.name, plan.digest).create(world.store, plan, signal);
  const runId = runIdOf(head.seq, plan.digest, state.runId);
  const task = {
    type: 'run' as const,
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
