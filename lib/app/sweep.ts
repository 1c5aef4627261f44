// The drift function's tick: wakes what waits, sees what somebody changed behind our back, heals it where the policy says
// so, and catches up what could not be done before. May import: everything pure, ports.
import type { Change } from '../diff/index.ts';
import { diff, takesAway } from '../diff/index.ts';
import { runIdOf } from '../execute/index.ts';
import { type Fleet, isFresh, type Policy } from '../fleet/index.ts';
import type { AppliedState, DesiredState, ObservedState } from '../model/index.ts';
import { gatesOf, makePlan, type Revision } from '../plan/index.ts';
import { loadApplied } from './applied.ts';
import type { Head, Open } from './documents.ts';
import { recordDrift } from './drift-record.ts';
import { endpointChanges } from './endpoint-changes.ts';
import { guardAgainstHosted } from './guard.ts';
import { policyInForce } from './policy.ts';
import { readCloud } from './read-cloud.ts';
import { refreshFacts } from './read-facts.ts';
import { createOnce } from './create-once.ts';
import { keys } from './state-keys.ts';
import type { FleetPorts, World } from './world.ts';

/** What one tick found and did, per fleet. */
export interface Sweep {
  readonly fleet: string;
  readonly woken: readonly string[];
  readonly drifted: readonly string[];
  readonly published: readonly string[];
}

export async function sweep(world: World, signal: AbortSignal): Promise<readonly Sweep[]> {
  const sweeps: Sweep[] = [];
  for (const key of await world.store.list(keys.folders, signal)) {
    const folder = await world.store.read<{ readonly fleet: string }>(key, signal);
    const head = folder && (await world.store.read<Head>(keys.head(folder.value.fleet), signal));
    if (head !== undefined) sweeps.push(await sweepFleet(world, head.value, signal));
  }
  return sweeps;
}

async function sweepFleet(world: World, head: Head, signal: AbortSignal): Promise<Sweep> {
  const { fleet } = head;
  const ports = await world.open(fleet, signal);
  const { facts, digest } = await refreshFacts(fleet, ports, world.store, signal);
  const observed = await readCloud(fleet, ports, signal);
  const result = { fleet: fleet.name, woken: [] as string[], drifted: [] as string[], published: [] as string[] };
  const guarded = guardAgainstHosted(fleet, facts, observed).length > 0;
  if (guarded) return result;
  const revision = await world.store.read<Revision>(keys.revision(fleet.name, head.commit), signal);
  const applied = await loadApplied(world.store, fleet.name, signal);
  const policy = await policyInForce(world, fleet, signal);
  if (revision !== undefined)
    await askForPlan(world, { head, policy, revision: revision.value, applied }, digest, signal);
  for (const [unit, state] of applied) {
    const open = await world.store.read<Open>(keys.open(fleet.name, unit), signal);
    if (open !== undefined) {
      if (await wake(world, fleet.name, unit, open.value, signal)) result.woken.push(unit);
      continue;
    }
    const goal = goalOf(unit, state, revision?.value);
    const desired = await world.store.read<DesiredState>(keys.desired(fleet.name, goal.desired), signal);
    if (desired === undefined) continue;
    const partial = !isFresh(facts);
    const unitSweep = { fleet, policy, head, ports, goal, desired: desired.value, state, observed, partial };
    const outcome = await sweepUnit(world, unitSweep, signal);
    if (outcome.drifted) result.drifted.push(unit);
    if (outcome.published) result.published.push(unit);
  }
  for (const unit of await openUnits(world, fleet.name, applied, signal)) result.woken.push(unit);
  return result;
}

interface Goal {
  /** Digest of the desired state that the unit is held against. */
  readonly desired: string;
  /** Whether that is what the head asks for and may be worked towards; else it is only looked at. */
  readonly settled: boolean;
}

/**
 * The head's word counts, not the last run's: a run that was taken over leaves the desired state of an older revision.
 * Where the head still waits for its release (a gate, a lost task, a blocked revision), nothing else may be done.
 */
function goalOf(unit: string, state: AppliedState, revision: Revision | undefined): Goal {
  const planned = revision?.units.find((envelope) => envelope.unit === unit);
  if (planned === undefined) return { desired: state.desired, settled: false };
  const settled = planned.plan === null || planned.desired === state.desired;
  return { desired: settled ? planned.desired : state.desired, settled };
}

interface UnitSweep {
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

async function sweepUnit(
  world: World,
  unit: UnitSweep,
  signal: AbortSignal,
): Promise<{ readonly drifted: boolean; readonly published: boolean }> {
  const { fleet, policy, goal, desired, state, observed } = unit;
  const judged = diff({ desired, applied: state, observed, takeover: policy.takeover, pendingCause: 'fact' }).changes;
  const unknown = unit.partial || observed.unknown.length > 0;
  const safe = judged.filter((change) => !unknown || !takesAway(change));
  const drifted = safe.filter((change) => change.cause === 'drift');
  const mayWrite = policy.apply === 'merge' && goal.settled;
  const healing = policy.drift === 'heal' && mayWrite && gatesOf(drifted).length === 0;
  const isNew = await recordDrift(
    world,
    fleet.name,
    { unit: desired.unit, commit: state.commit, healing, changes: drifted },
    signal,
  );
  if (isNew) await world.publisher.publishReport({ type: 'drift', fleet: fleet.name, unit: desired.unit }, signal);
  const wanted = [
    ...safe.filter((change) => change.cause !== 'drift' || healing),
    ...(await endpointChanges(desired, observed, unit.ports, signal)),
  ];
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
  const deletes = changes.filter((change) => change.kind === 'delete' || change.kind === 'replace').length;
  if (gatesOf(changes).length > 0 || deletes > policy.maxDeletes) return false;
  const plan = makePlan(
    fleet.name,
    desired.unit,
    [...changes].sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
  if (plan === undefined || (plan.digest === state.plan && state.result === 'blocked')) return false;
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

interface Planned {
  readonly head: Head;
  readonly policy: Policy;
  readonly revision: Revision;
  readonly applied: ReadonlyMap<string, AppliedState>;
}

/**
 * Asks the planner to plan the head again when the facts moved, when the hosted controller let go, when a task was lost
 * on the way, or when a run met something that its plan did not know.
 */
async function askForPlan(
  world: World,
  { head, policy, revision, applied }: Planned,
  facts: string,
  signal: AbortSignal,
): Promise<void> {
  // Without facts the fleet file itself was at fault: only another commit mends that.
  const moved = revision.facts !== '' && (revision.facts !== facts || revision.verdict === 'blocked');
  const left: string[] = [];
  for (const unit of revision.units) {
    const state = applied.get(unit.unit);
    const reached = state?.desired === unit.desired && state.result !== 'conflict';
    if (unit.plan === null || unit.gates.length > 0 || reached) continue;
    if ((await world.store.read<Open>(keys.open(head.fleet.name, unit.unit), signal)) === undefined)
      left.push(unit.unit);
  }
  if (!moved && (left.length === 0 || policy.apply !== 'merge')) return;
  const minute = Math.floor(world.clock.now() / 60_000);
  await world.publisher.publishRevision(
    { type: 'facts', delivery: `sweep-${head.fleet.name}-${head.seq}-${facts.slice(0, 12)}-${minute}` },
    signal,
  );
}

/** Units whose first run is still open have no applied record yet. */
async function openUnits(
  world: World,
  fleet: string,
  applied: ReadonlyMap<string, AppliedState>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const woken: string[] = [];
  for (const key of await world.store.list(keys.allOpen(fleet), signal)) {
    const unit = key.slice(keys.allOpen(fleet).length, -'.json'.length);
    const open = applied.has(unit) ? undefined : await world.store.read<Open>(key, signal);
    if (open !== undefined && (await wake(world, fleet, unit, open.value, signal))) woken.push(unit);
  }
  return woken;
}

async function wake(world: World, fleet: string, unit: string, open: Open, signal: AbortSignal): Promise<boolean> {
  if (open.wakeAt > world.clock.now()) return false;
  const { runId, seq, commit, plan, desired } = open;
  await world.publisher.publishTask({ fleet, unit, seq, commit, plan, desired, runId }, signal);
  return true;
}
