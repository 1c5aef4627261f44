// Does what people said of clusters in comments, as far as it can be done: it reads the words itself, whoever asked it
// to, and notes what came of each. No lease is held: each write rests on what was just read of that very thing, and
// what is drained stands on what stands, so that a word that is read twice does nothing twice.
import { digestOf, isFailure, isPassing, RangelightError } from '../../core/index.ts';
import { requestIdOf } from '../../execute/index.ts';
import { derivedMark, type RefKey } from '../../model/index.ts';
import type { Turned } from '../../plan/index.ts';
import type { Compute } from '../../ports/index.ts';
import { type DrainOutcome, drainOutcomes, type DrainWord, drainWords, type Head } from '../../state/index.ts';
import { loadApplied } from '../records/applied.ts';
import { standingFreeze } from '../words/freezes.ts';
import type { FleetPorts, World } from '../world.ts';
import { withBrake } from './brake.ts';
import { lookBeforeRun } from './look-before-run.ts';

/** What is not done now, and may be later. */
const WAITS: ReadonlySet<Turned['outcome']> = new Set(['failed']);

export async function heedDrains(world: World, head: Head, signal: AbortSignal): Promise<void> {
  const fleet = head.fleet.name;
  for (const { value: word } of (await drainWords.list(world.store, [fleet], signal)).found) {
    const place = drainOutcomes.at(fleet, word.cluster);
    const reading = await place.look(world.store, signal);
    const before = 'found' in reading ? reading.found?.value : undefined;
    const isKnown = before?.wordAt === word.at;
    if (isKnown && before.isDone) continue;
    const outcome = await outcomeOf(world, head, word, signal);
    if (isKnown && whatIsTold(before) === whatIsTold(outcome)) continue;
    await place.update(world.store, (now) => (now !== undefined && now.wordAt > word.at ? undefined : outcome), signal);
    const { cluster } = word;
    world.log.info({ fleet, ...outcome }, 'what came of a word on a cluster');
    const { issue } = word.asked;
    await world.publisher.publishReport({ type: 'drain', repository: head.repository, fleet, cluster, issue }, signal);
  }
}

/** Whether people have to hear of it again. */
function whatIsTold({ isDone, why, turned }: DrainOutcome): string {
  return digestOf({ isDone, why: why ?? '', turned });
}

async function outcomeOf(world: World, head: Head, word: DrainWord, signal: AbortSignal): Promise<DrainOutcome> {
  const { cluster, says, by, reason, asked, at: wordAt } = word;
  const until = word.says === 'drain' ? { until: word.until } : {};
  const known = { cluster, says, by, reason, asked, wordAt, ...until, at: world.clock.now() };
  const kept = (why: string, isDone: boolean): DrainOutcome => ({ ...known, isDone, why, turned: [] });
  if (word.says === 'drain' && word.until <= world.clock.now())
    return kept('its time was over before it could be done', true);
  const held = await whyHeld(world, head, signal);
  if (held !== undefined) return kept(held, false);
  try {
    const turned = await turn(world, head, word, signal);
    return { ...known, isDone: !turned.some(({ outcome }) => WAITS.has(outcome)), turned };
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError) || isFailure(error, 'unexpected')) throw error;
    world.log[isPassing(error) ? 'warn' : 'error']({ cluster, error }, 'a word on a cluster could not be heeded');
    return kept(error.message, isFailure(error, 'invalid'));
  }
}

/** As what is given back when its time is over. A sentence; undefined: nothing. */
async function whyHeld(world: World, head: Head, signal: AbortSignal): Promise<string | undefined> {
  const freeze = await standingFreeze(world, head.fleet.name, signal);
  if (freeze !== undefined) return `the fleet is ${freeze.why}`;
  const { forbidden, guarded, inForce } = await lookBeforeRun(world, head, signal);
  const [first] = [...forbidden, ...guarded];
  if (first !== undefined) return `nothing may be written for the fleet: ${first.message}`;
  return inForce.policy.apply === 'never' ? 'the policy in force says apply: never' : undefined;
}

async function turn(world: World, head: Head, word: DrainWord, signal: AbortSignal): Promise<readonly Turned[]> {
  const { kinds, clock, runs, store } = world;
  const { fleet } = head;
  const { cluster, by, reason } = word;
  let calls = 0;
  const requestId = (): string => requestIdOf(`${word.says} ${cluster}`, String(clock.now()), (calls += 1));
  const ports = await world.open(fleet, signal);
  const draining = { kinds, clock, fleet, requestId, ports: { ...ports, compute: braked(world, fleet.name, ports) } };
  const { applied } = await loadApplied(store, fleet.name, signal);
  const turned: Turned[] = [];
  for (const feature of runs.drains) {
    const wantedOf = (unit: string, key: RefKey) => applied.get(unit)?.resources[key]?.body;
    const own =
      word.says === 'drain'
        ? await feature.drain(
            { cluster, by: by, reason, until: word.until, isAsFarAsPossible: word.asFarAsPossible === true },
            draining,
            signal,
          )
        : await feature.undrain({ cluster, isAtOnce: word.atOnce === true, wantedOf }, draining, signal);
    turned.push(...own);
  }
  return turned;
}

/** Each write looks for a pause of the unit whose mark is on what it changes. */
function braked(world: World, fleet: string, ports: FleetPorts): Compute {
  const ofUnit = new Map<string, Compute>();
  return {
    ...ports.compute,
    update(object, changed, requestId, signal, onTaken) {
      const unit = derivedMark(object.body)?.unit ?? '';
      const known = ofUnit.get(unit) ?? withBrake(world, fleet, unit, ports).compute;
      ofUnit.set(unit, known);
      return known.update(object, changed, requestId, signal, onTaken);
    },
  };
}
