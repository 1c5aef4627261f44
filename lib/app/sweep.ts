// The drift function's tick: wakes what waits, sees what somebody changed behind our back, heals it where the policy says
// so, and catches up what could not be done before. May import: everything pure, ports.
import { isFresh } from '../fleet/index.ts';
import type { DesiredState } from '../model/index.ts';
import type { Revision } from '../plan/index.ts';
import { loadApplied } from './applied.ts';
import { askForPlan } from './ask-for-plan.ts';
import type { Head, Open } from './documents.ts';
import { guardAgainstHosted } from './guard.ts';
import { type Noted, notedSecrets, wakePullRequests } from './named-secrets.ts';
import { policyInForce } from './policy.ts';
import { readCloud } from './read-cloud.ts';
import { refreshFacts } from './read-facts.ts';
import { knownFleets } from './known-fleets.ts';
import type { SecretsToRead } from './read-secret-facts.ts';
import { keys } from './state-keys.ts';
import { goalOf, sweepUnit } from './sweep-unit.ts';
import { wake, wakeFirstRuns } from './wake.ts';
import type { FleetPorts, World } from './world.ts';

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
      world.log.error({ fleet, error }, 'a fleet could not be swept');
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
  for (const unit of await wakeFirstRuns(world, fleet.name, applied, signal)) result.woken.push(unit);
  return result;
}

function secretsToRead(world: World, { secrets }: FleetPorts, noted: readonly Noted[]): SecretsToRead | undefined {
  if (secrets === undefined) return undefined;
  const keys = [...new Set(noted.flatMap(({ stored }) => stored.value.secrets))].sort();
  return { secrets, keys, now: world.clock.now() };
}
