// The drift function's tick: wakes what waits, sees what somebody changed behind our back, heals it where the policy says
// so, and catches up what could not be done before. May import: everything pure, ports.
import { isPassing } from '../core/index.ts';
import { isFresh } from '../fleet/index.ts';
import type { DesiredState } from '../model/index.ts';
import type { Revision } from '../plan/index.ts';
import { loadApplied } from './applied.ts';
import { askForPlan } from './ask-for-plan.ts';
import type { Head, Open } from './documents.ts';
import { guardAgainstHosted } from './guard.ts';
import { type Noted, notedSecrets, wakePullRequests } from './named-secrets.ts';
import { loadInFlight } from './in-flight.ts';
import { policyInForce } from './policy.ts';
import { readCloud } from './read-cloud.ts';
import { refreshFacts } from './read-facts.ts';
import { knownFleets } from './known-fleets.ts';
import type { SecretsToRead } from './read-secret-facts.ts';
import { keys } from './state-keys.ts';
import { goalOf, sweepUnit } from './sweep-unit.ts';
import { wakeRuns } from './wake.ts';
import type { FleetPorts, World } from './world.ts';

/** Cloud Scheduler calls once a minute. */
const TICK_MS = 60_000;

/** What one tick found and did, per fleet. */
export interface Sweep {
  readonly fleet: string;
  readonly woken: readonly string[];
  readonly drifted: readonly string[];
  readonly published: readonly string[];
}

/** Sweeps every fleet; one that fails does not stop the others. Fails with the first failure when all are done. */
export async function sweep(world: World, signal: AbortSignal): Promise<readonly Sweep[]> {
  const sweeps: Sweep[] = [];
  const failures: unknown[] = [];
  for (const fleet of await knownFleets(world.store, signal)) {
    try {
      const head = await world.store.read<Head>(keys.head(fleet), signal);
      if (head !== undefined) sweeps.push(await sweepFleet(world, head.value, signal));
    } catch (error) {
      world.log[isPassing(error) ? 'warn' : 'error']({ fleet, error }, 'a fleet could not be swept');
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return sweeps;
}

async function sweepFleet(world: World, head: Head, signal: AbortSignal): Promise<Sweep> {
  const { fleet } = head;
  const ports = await world.open(fleet, signal);
  const noted = await notedSecrets(world, fleet.name, signal);
  const { facts, digest } = await refreshFacts(fleet, ports, world.store, signal, secretsToRead(world, ports, noted));
  await wakePullRequests(world, fleet.name, noted, facts, signal);
  const observed = await readCloud(fleet, ports, signal);
  const result = { fleet: fleet.name, woken: [] as string[], drifted: [] as string[], published: [] as string[] };
  const guarded = guardAgainstHosted(fleet, facts, observed).length > 0;
  if (guarded) return result;
  const revision = await world.store.read<Revision>(keys.revision(fleet.name, head.commit), signal);
  const applied = await loadApplied(world.store, fleet.name, signal);
  const policy = await policyInForce(world, fleet, signal);
  const inFlight = (await loadInFlight(world.store, fleet.name, signal)).map(({ desired }) => desired);
  const isKnown = isFresh(facts) && observed.unknown.length === 0;
  if (revision !== undefined)
    await askForPlan(world, { head, policy, revision: revision.value, applied, inFlight, isKnown }, digest, signal);
  // Runs first: they were promised a time, and a look at every unit may take longer than a tick has.
  result.woken.push(...(await wakeRuns(world, fleet.name, signal)));
  const failures: unknown[] = [];
  for (const [unit, state] of inTurn([...applied], world.clock.now())) {
    try {
      if ((await world.store.read<Open>(keys.open(fleet.name, unit), signal)) !== undefined) continue;
      const goal = goalOf(unit, state, revision?.value);
      const desired = await world.store.read<DesiredState>(keys.desired(fleet.name, goal.desired), signal);
      if (desired === undefined) continue;
      const partial = !isFresh(facts);
      const unitSweep = { fleet, policy, head, ports, goal, desired: desired.value, state, observed, partial };
      const outcome = await sweepUnit(world, unitSweep, signal);
      if (outcome.drifted) result.drifted.push(unit);
      if (outcome.published) result.published.push(unit);
    } catch (error) {
      if (signal.aborted) throw error;
      world.log[isPassing(error) ? 'warn' : 'error']({ fleet: fleet.name, unit, error }, 'a unit could not be swept');
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return result;
}

/** Another one first each minute: where a tick is too short for all of them, none is always the one left out. */
function inTurn<T>(units: readonly T[], now: number): readonly T[] {
  const first = Math.floor(now / TICK_MS) % Math.max(1, units.length);
  return [...units.slice(first), ...units.slice(0, first)];
}

function secretsToRead(world: World, { secrets }: FleetPorts, noted: readonly Noted[]): SecretsToRead | undefined {
  if (secrets === undefined) return undefined;
  const keys = [...new Set(noted.flatMap(({ stored }) => stored.value.secrets))].sort();
  return { secrets, keys, now: world.clock.now() };
}
