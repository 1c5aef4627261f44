// What a run and its reports ask for, counted and not timed: a call more for each step, or for each pair of units, is
// paid for by every fleet, and no test of what happens sees it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { namespacesOf, scenesOf, type Size } from '../bench/makespan/scenes.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { createProofWorld, type ProofWorld } from './harness/world.ts';

/** What a worker may ask of the buckets for a step, in the mean of a run of twenty steps and more. */
const MOST_FOR_A_STEP = 3;
const LEAST_STEPS = 20;

interface Count {
  readonly reports: number;
  readonly toGitHub: number;
}

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

/** Carries out a first push of so many load balancers, until nothing is left to do. */
async function afterFirstPush<T>(size: Size, look: (world: ProofWorld) => T): Promise<T> {
  const world = await createProofWorld(clients, { namespaces: namespacesOf(size) });
  try {
    const [first] = scenesOf(size);
    world.push(first?.tree ?? {});
    await world.untilIdle();
    return look(world);
  } finally {
    await world.close();
  }
}

/** Of the run of a unit: its steps, and what the workers that carried it out asked of the buckets. */
function runOf(unit: string): (world: ProofWorld) => { readonly steps: number; readonly calls: number } {
  const prefix = `runs/prod/${unit}/`;
  return ({ invocations: { calls }, store }) => {
    const own = calls.filter(({ by, system }) => by === 'worker' && system === 'storage');
    const workers = new Set(own.flatMap(({ what, invocation }) => (what.includes(prefix) ? [invocation] : [])));
    const texts = store.state.keys().flatMap((key) => (key.startsWith(prefix) ? [store.state.textOf(key) ?? ''] : []));
    return {
      steps: texts.join('').match(/"type":"done"/g)?.length ?? 0,
      calls: own.filter(({ invocation }) => workers.has(invocation)).length,
    };
  };
}

it('asks the buckets no more than three times for a step', async () => {
  const { steps, calls } = await afterFirstPush({ balancers: 3, isSpread: false }, runOf('blue'));
  expect(steps).toBeGreaterThanOrEqual(LEAST_STEPS);
  expect(calls / steps).toBeLessThanOrEqual(MOST_FOR_A_STEP);
});

it('reports as much more for each unit, however many there are', async () => {
  const counts: Count[] = [];
  for (const balancers of [5, 10, 20]) {
    counts.push(
      await afterFirstPush({ balancers, isSpread: true }, ({ bus, invocations: { calls } }) => ({
        reports: bus.sent.filter(({ topic }) => topic === 'reports').length,
        toGitHub: calls.filter(({ by, system }) => by === 'reporter' && system === 'github').length,
      })),
    );
  }
  const [five, ten, twenty] = counts;
  if (five === undefined || ten === undefined || twenty === undefined)
    throw new RangeError('something was not counted');
  for (const what of ['reports', 'toGitHub'] as const) {
    expect(five[what]).toBeGreaterThan(0);
    expect((twenty[what] - ten[what]) / 10).toBe((ten[what] - five[what]) / 5);
  }
});
