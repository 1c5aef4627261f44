// The drift function's tick: wakes what waits, sees what somebody changed behind our back, heals it where the policy
// says so, and catches up what could not be done before.
import { isPassing } from '../../core/index.ts';
import { asApplied } from '../../diff/index.ts';
import {
  desiredAt,
  drainOutcomes,
  type Head,
  type DocumentReading,
  retirements,
  revisions,
} from '../../state/index.ts';
import { loadApplied } from '../records/applied.ts';
import { askAgain, askForPlan } from '../planning/ask-for-plan.ts';
import { unknownParts } from '../planning/not-known.ts';
import { standingFreeze } from '../words/freezes.ts';
import { guard } from '../cloud/guard.ts';
import { type Noted, notedSecrets, wakePullRequests } from '../cloud/named-secrets.ts';
import { loadInFlight } from '../records/in-flight.ts';
import { policyInForce } from '../records/policy.ts';
import { readCloudOf } from '../cloud/read-cloud.ts';
import { refreshFacts } from '../cloud/read-facts.ts';
import { readHeads } from '../records/known-fleets.ts';
import { openRunsOf } from '../records/open-run.ts';
import type { SecretsToRead } from '../cloud/read-secret-facts.ts';
import { askToAdopt, lostUnits } from './lost-records.ts';
import { guardStops, retirementStops, unitStops, unreadStops } from './see-stops.ts';
import { askToDrain } from './ask-to-drain.ts';
import { endOverrides } from './overrides.ts';
import { noteWordEnds } from './word-ends.ts';
import { recordStops, type SeenStop, type Sweeping } from './stops.ts';
import { changesOf, goalOf } from './goal.ts';
import { sweepUnit } from './sweep-unit.ts';
import { recordTroubles } from './troubles.ts';
import { verifyStops } from './verify.ts';
import { markedUnits } from '../records/unrecorded.ts';
import { awaitsGates, envelopesOf, wantedNow } from '../records/unit-plans.ts';
import { wakeRuns } from './wake.ts';
import type { FleetPorts, World } from '../world.ts';

/** Cloud Scheduler calls once a minute. */
const TICK_MS = 60_000;
/** The least time between the two sightings of a drift that is put back. */
const HEAL_AFTER_MS = 3 * TICK_MS;

/** What one tick found and did, per fleet. */
export interface Sweep {
  readonly fleet: string;
  readonly woken: readonly string[];
  readonly drifted: readonly string[];
  readonly published: readonly string[];
}

/** Sweeps every fleet; one that fails does not stop the others. Fails with the first failure when all are done. */
export async function sweep(world: World, signal: AbortSignal, healAfterMs = HEAL_AFTER_MS): Promise<readonly Sweep[]> {
  const sweeps: Sweep[] = [];
  const failures: unknown[] = [];
  for (const [fleet, reading] of await readHeads(world.store, signal)) {
    try {
      const head = 'found' in reading ? reading.found?.value : undefined;
      if (head !== undefined) sweeps.push(await sweepFleet(world, head, healAfterMs, signal));
      else await tellLostHead(world, fleet, reading, signal);
    } catch (error) {
      world.log[isPassing(error) ? 'warn' : 'error']({ fleet, error }, 'a fleet could not be swept');
      failures.push(error);
      const why = error instanceof Error ? error.message : String(error);
      const seen = [{ reason: 'sweep-fails' as const, subject: fleet, why }];
      if (!signal.aborted) await tellStops(world, { fleet, head: undefined, seen, isWhole: false }, signal);
    }
  }
  if (failures.length > 0) throw failures[0];
  return sweeps;
}

/** What cannot be told now is told by the next tick. */
async function tellStops(world: World, sweeping: Sweeping, signal: AbortSignal): Promise<void> {
  try {
    await recordStops(world, sweeping, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    world.log[isPassing(error) ? 'warn' : 'error']({ fleet: sweeping.fleet, error }, 'what stops could not be told');
  }
}

/** Nobody hears of a fleet that has its name and nothing else: its planner died before its first head. */
async function tellLostHead(
  world: World,
  fleet: string,
  reading: DocumentReading<Head>,
  signal: AbortSignal,
): Promise<void> {
  const { applied } = await loadApplied(world.store, fleet, signal);
  const planned = await revisions.keys(world.store, [fleet], signal);
  if (!('damage' in reading) && applied.size + planned.length === 0)
    return world.log.warn({ fleet }, 'a fleet has its name and no head yet: it begins at the branch');
  world.log.error({ fleet, reading }, 'the head of a fleet is lost or damaged: it begins anew at the branch');
  const head = 'damage' in reading ? ('damaged' as const) : ('lost' as const);
  // Which units stand without a record, and which policy is in force, is asked when it has one.
  const known = { head, unrecorded: [], policy: true, isDamaged: true };
  await recordTroubles(world, fleet, known, { commit: undefined, revision: undefined, applied }, signal);
}

async function sweepFleet(world: World, head: Head, healAfterMs: number, signal: AbortSignal): Promise<Sweep> {
  const { fleet } = head;
  const startedAt = world.clock.now();
  const ports = await world.open(fleet, signal);
  const noted = await notedSecrets(world, fleet.name, signal);
  const { facts, digest } = await refreshFacts(fleet, ports, world, signal, secretsToRead(world, ports, noted));
  await wakePullRequests(world, head, noted, facts, signal);
  const toldOfDrains = (await drainOutcomes.list(world.store, [fleet.name], signal)).found.map(({ value }) => value);
  const observed = await readCloudOf(world, fleet, ports, signal);
  const result = { fleet: fleet.name, woken: [] as string[], drifted: [] as string[], published: [] as string[] };
  const forbidden = guard(world.kinds, fleet, world.installation, facts, observed);
  const isGuarded = forbidden.length > 0;
  if (isGuarded)
    world.log.error(
      { fleet: fleet.name, why: forbidden.map(({ message }) => message) },
      'nothing may be written for a fleet',
    );
  const freeze = await standingFreeze(world, fleet.name, signal);
  const isFrozen = freeze !== undefined;
  const planned = await revisions.at(fleet.name, head.commit, 'head').look(world.store, signal);
  const revision = 'found' in planned ? planned.found?.value : undefined;
  // Open runs first: one that ends meanwhile has its record then.
  const inFlight = (await loadInFlight(world.store, fleet.name, signal)).map(({ desired }) => desired);
  const records = await loadApplied(world.store, fleet.name, signal);
  const { applied } = records;
  const standsAlready = markedUnits(fleet.name, observed).length > 0;
  const { policy, isKnown: policyKnown } = await policyInForce(world.store, fleet, standsAlready, signal);
  const unread = unknownParts({ observed, facts });
  const lost = lostUnits(world, { fleet, revision, records, observed, inFlight });
  const adopted = await askToAdopt(world, { head, revision, lost, observed }, signal);
  const left = lost.filter((unit) => !adopted.includes(unit));
  await askForPlan(
    world,
    { head, policy, revision, applied, inFlight, lost: left, observed, isGuarded, isFrozen, unread },
    digest,
    signal,
  );
  // Runs first: they were promised a time, and a look at every unit may take longer than a tick has.
  result.woken.push(...(await wakeRuns(world, fleet.name, signal)));
  await askToDrain(world, head, signal);
  const failures: unknown[] = [];
  const suspects = new Set(observed.unknown.flatMap((part) => (part.part === 'cluster' ? part.cluster : [])));
  const seen = { fleet, policy, revision, commit: head.commit, applied, suspects, freeze };
  const retiring = await retirements.list(world.store, [fleet.name], signal);
  const staying = await endOverrides(
    world,
    { fleet: fleet.name, policy, observed, applied, ports, isHeld: isGuarded || isFrozen },
    signal,
  );
  await noteWordEnds(world, head, toldOfDrains, { observed, applied, ports, staying }, signal);
  const stops = [
    ...guardStops(forbidden, fleet.name),
    ...retirementStops(retiring.found.map(({ value }) => value)),
    ...unreadStops(world.kinds, facts, observed),
    ...(await unitStops(world, seen, signal)),
    ...staying,
    ...(await verifyStops(world, { fleet, facts, observed, applied }, ports, signal)),
  ];
  const overrides = world.rules.toldOverrides(observed).map(({ message }) => message);
  await tellStops(world, { fleet: fleet.name, head, seen: stops, isWhole: true, overrides }, signal);
  try {
    const known = { head: 'known' as const, unrecorded: lost, policy: policyKnown };
    const isDamaged = records.damaged.size > 0 || 'damage' in planned;
    const standing = { commit: head.commit, revision, applied };
    const isToBePlanned = await recordTroubles(world, fleet.name, { ...known, isDamaged }, standing, signal);
    if (isToBePlanned) await askAgain(world, head, digest, 'changed', signal);
  } catch (error) {
    if (signal.aborted) throw error;
    world.log[isPassing(error) ? 'warn' : 'error']({ fleet: fleet.name, error }, 'lost documents could not be told');
    failures.push(error);
  }
  for (const [unit, state] of inTurn([...applied], world.clock.now())) {
    try {
      const open = await openRunsOf(world.store, fleet.name, unit, signal);
      const beside = await changesOf(world, fleet.name, open, signal);
      // What they write cannot be told from what somebody else changed.
      if (beside === undefined) continue;
      const own = envelopesOf(revision, unit);
      const goal = goalOf(state, own, open);
      const reading = await desiredAt(fleet.name, goal.desired).look(world.store, signal);
      const desired = 'found' in reading ? reading.found?.value : undefined;
      if (desired === undefined) {
        world.log.error({ fleet: fleet.name, unit, reading }, 'what is wanted of a unit is lost or damaged');
        // What the head wants is written anew when it is planned again; what an older one wanted is over.
        if (own.some((one) => wantedNow(one) === goal.desired)) await askAgain(world, head, digest, 'changed', signal);
        continue;
      }
      const waiting = await changesOf(world, fleet.name, own.filter(awaitsGates), signal);
      const held = asApplied(desired, state, new Set((waiting ?? []).map(({ key }) => key)));
      const known = {
        fleet,
        policy,
        head,
        planned: own,
        ports,
        observed,
        facts,
        inFlight,
        isHeld: isGuarded || isFrozen,
        retiring,
      };
      const settled = goal.settled && waiting !== undefined;
      const unitSweep = { ...known, goal: { ...goal, settled }, desired: held, state, beside, healAfterMs };
      const outcome = await sweepUnit(world, unitSweep, signal);
      if (outcome.drifted) result.drifted.push(unit);
      if (outcome.published) result.published.push(unit);
    } catch (error) {
      if (signal.aborted) throw error;
      world.log[isPassing(error) ? 'warn' : 'error']({ fleet: fleet.name, unit, error }, 'a unit could not be swept');
      failures.push(error);
    }
  }
  const took = { units: applied.size, tookMs: world.clock.now() - startedAt };
  world.log.info({ ...result, stops: stops.map(stopText), ...took }, 'a fleet was swept');
  if (failures.length > 0) throw failures[0];
  return result;
}

function stopText({ reason, subject }: SeenStop): string {
  return `${reason}: ${subject}`;
}

/** Another one first each minute: where a tick is too short for all of them, none is always the one left out. */
function inTurn<T>(units: readonly T[], now: number): readonly T[] {
  const first = Math.floor(now / TICK_MS) % Math.max(1, units.length);
  return [...units.slice(first), ...units.slice(0, first)];
}

function secretsToRead(
  { runs }: Pick<World, 'runs'>,
  { secrets }: FleetPorts,
  noted: readonly Noted[],
): SecretsToRead | undefined {
  if (secrets === undefined) return undefined;
  const keys = [...new Set(noted.flatMap(({ stored }) => stored.value.secrets))].sort();
  return { secrets, keys, runs, by: 'functions' };
}
