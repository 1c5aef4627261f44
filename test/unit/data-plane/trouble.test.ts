// Edges in trouble: changes that take long, in parts or out of order, and configurations that are empty or old.
import { expect, test } from 'vitest';
import { delayOf } from '../../../infra/emulators/compute/data-plane/edge/lag.ts';
import { createEdge, type Edge } from '../../../infra/emulators/compute/data-plane/edge/propagation.ts';
import type { Configuration, Snapshot } from '../../../infra/emulators/compute/data-plane/edge/snapshot.ts';
import type { EdgeTrouble } from '../../../infra/emulators/compute/data-plane/edge/trouble.ts';
import { type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';

const MINUTE_MS = 60_000;
const MAP = 'projects/p/global/urlMaps/map';
const [OLD, NEW] = ['projects/p/global/backendServices/old', 'projects/p/global/backendServices/new'];

const map = (to: string) => ({ name: 'map', defaultService: to });
const old = { name: 'old' };
/** With the field that says who refers to it, as Compute answers it. */
const fresh = { name: 'new', usedBy: [{ reference: MAP }] };

function configuration(generation: number, resources: Readonly<Record<string, { name: string }>>): Snapshot {
  return { generation, resources: new Map(Object.entries(resources)), endpoints: new Map(), health: new Map() };
}

const FIRST = configuration(0, { [MAP]: map(OLD), [OLD]: old });
const WITH_NEW = configuration(1, { ...Object.fromEntries(FIRST.resources), [NEW]: fresh });
const SWITCHED = configuration(2, { ...Object.fromEntries(WITH_NEW.resources), [MAP]: map(NEW) });

function edgeWith(seed: number, clock: VirtualClock, seen: Configuration[] = []): Edge {
  const onTakeUp = (_: Snapshot, now: Snapshot): void => void seen.push(now);
  return createEdge({ region: 'r', first: FIRST, profile: 'short', clock, seed, onTakeUp });
}

/** In the order in which it was seen: whether the new service was there, and whether the map led to it. */
async function switching(seed: number, parts: Extract<EdgeTrouble, { type: 'slow' }>['parts']) {
  const clock = virtualClock();
  const seen: Configuration[] = [];
  const edge = edgeWith(seed, clock, seen);
  edge.suffer({ type: 'slow', lag: [0, 90 * MINUTE_MS], parts }, clock.now() + MINUTE_MS);
  edge.publish(WITH_NEW);
  await clock.advance(10_000);
  edge.publish(SWITCHED);
  await clock.advance(91 * MINUTE_MS);
  const states = seen.map(({ resources }) => `${resources.has(NEW)} ${String(resources.get(MAP)?.['defaultService'])}`);
  return { states, edge };
}

test('the delay of a change depends on edge and change alone, and keeps to the quantiles', () => {
  const lag = [0, 10, 1_000] as const;
  const drawn = Array.from({ length: 2_000 }, (_, change) => delayOf(lag, 7, String(change)));
  expect(delayOf(lag, 7, '3')).toBe(drawn[3]);
  expect(drawn.filter((ms) => ms <= 10).length / drawn.length).toBeCloseTo(0.5, 1);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(1_000);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(drawn).not.toEqual(Array.from({ length: 2_000 }, (_, change) => delayOf(lag, 8, String(change))));
});

test.each(['together', 'apart'] as const)('%s: no edge leads to what it has not got, and all comes', async (parts) => {
  for (let seed = 0; seed < 30; seed += 1) {
    const { states, edge } = await switching(seed, parts);
    expect(states).not.toContain(`false ${NEW}`);
    expect(states.at(-1)).toBe(`true ${NEW}`);
    expect(edge.current().generation).toBe(2);
  }
});

test('torn: some edge has the second change before the first', async () => {
  const torn = await Promise.all(Array.from({ length: 30 }, (_, seed) => switching(seed, 'torn')));
  expect(torn.filter(({ states }) => states.includes(`false ${NEW}`)).length).toBeGreaterThan(5);
  expect(torn.every(({ states }) => states.at(-1) === `true ${NEW}`)).toBe(true);
});

test('apart: two changes that have nothing to do with each other overtake, and nothing old comes back', async () => {
  const other = 'projects/p/global/urlMaps/other';
  let overtook = 0;
  for (let seed = 0; seed < 30; seed += 1) {
    const clock = virtualClock();
    const seen: Configuration[] = [];
    const edge = edgeWith(seed, clock, seen);
    edge.suffer({ type: 'slow', lag: [0, 90 * MINUTE_MS], parts: 'apart' }, clock.now() + MINUTE_MS);
    const base = Object.fromEntries(FIRST.resources);
    edge.publish(configuration(1, { ...base, [other]: { name: 'one' } }));
    const two = { ...base, [other]: { name: 'two' } };
    edge.publish(configuration(2, two));
    edge.publish(configuration(3, { ...two, [NEW]: fresh }));
    await clock.advance(91 * MINUTE_MS);
    const names = seen.map(({ resources }) => resources.get(other)?.name);
    expect(names.lastIndexOf('one')).toBeLessThanOrEqual(Math.max(0, names.indexOf('two')));
    expect(names.at(-1)).toBe('two');
    if (seen.some(({ resources }) => resources.has(NEW) && resources.get(other)?.name !== 'two')) overtook += 1;
  }
  expect(overtook).toBeGreaterThan(5);
});

test('after parts that travelled apart the next change brings everything', async () => {
  const clock = virtualClock();
  const edge = edgeWith(1, clock);
  edge.suffer({ type: 'slow', lag: [80 * MINUTE_MS], parts: 'apart' }, clock.now() + MINUTE_MS);
  edge.publish(WITH_NEW);
  await clock.advance(2 * MINUTE_MS);
  edge.publish(SWITCHED);
  await clock.advance(10_000);
  expect(edge.current().resources.get(MAP)).toEqual(map(NEW));
  await clock.advance(80 * MINUTE_MS);
  expect(edge.current().resources).toEqual(SWITCHED.resources);
});

test('an empty edge answers everything itself, and then serves what it had taken up', async () => {
  const clock = virtualClock();
  const edge = edgeWith(1, clock);
  edge.suffer({ type: 'empty' }, clock.now() + 10 * MINUTE_MS);
  edge.publish(WITH_NEW);
  await clock.advance(9 * MINUTE_MS);
  expect(edge.current().outage?.status).toBe(404);
  await clock.advance(MINUTE_MS);
  expect([edge.current().outage, edge.current().generation]).toEqual([undefined, 1]);
});

test('a reverted edge serves what it served then, and afterwards what came meanwhile', async () => {
  const clock = virtualClock();
  const edge = edgeWith(1, clock);
  edge.publish(WITH_NEW);
  await clock.advance(MINUTE_MS);
  edge.publish(SWITCHED);
  await clock.advance(20 * MINUTE_MS);
  edge.suffer({ type: 'reverted', byMs: 20.5 * MINUTE_MS }, clock.now() + 22 * MINUTE_MS);
  expect(edge.current().resources.get(MAP)).toEqual(map(OLD));
  await clock.advance(22 * MINUTE_MS);
  expect(edge.current().resources.get(MAP)).toEqual(map(NEW));
});

test('a reverted edge knows who was healthy then, by verdicts that came after the configuration', async () => {
  const clock = virtualClock();
  const edge = edgeWith(1, clock);
  edge.publish(WITH_NEW);
  await clock.advance(MINUTE_MS);
  const health = new Map([['old', 'HEALTHY' as const]]);
  edge.publish({ ...WITH_NEW, health });
  await clock.advance(MINUTE_MS);
  // Nothing leads to the old any more, so that nobody probes it.
  edge.publish(SWITCHED);
  await clock.advance(20 * MINUTE_MS);
  edge.suffer({ type: 'reverted', byMs: 20.5 * MINUTE_MS }, clock.now() + 22 * MINUTE_MS);
  expect(edge.current().resources.get(MAP)).toEqual(map(OLD));
  expect(edge.current().health).toEqual(health);
});
