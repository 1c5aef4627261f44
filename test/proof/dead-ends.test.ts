// No wait that cannot end, and no blame for what others did: somebody takes a front end away while a commit moves
// routes.
import { beforeEach, expect, it } from 'vitest';
import { appliedStates, type Pin, pins, rollbacks } from '../../lib/state/index.ts';
import { deleteByHand } from './harness/by-hand.ts';
import { vipOf } from './harness/invariants.ts';
import { inOneWorld } from './harness/one-world.ts';
import type { Tree } from './harness/repository.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const HOST = 'foo.example.com';
const MINUTE_MS = 60_000;
const NEVER = new AbortController().signal;

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});

/** web sends the host to `to`; shop keeps bar healthy. */
function tree(to: string, drift: 'heal' | 'report' = 'heal', app = 'foo'): Tree {
  return treeOf({
    clusters: [US, EU, ASIA],
    services: [{ name: 'foo', app }, { name: 'bar' }, { name: 'default-backend' }],
    ingresses: [
      { name: 'web', backend: 'default-backend', hosts: { [HOST]: to } },
      { name: 'shop', backend: 'bar', hosts: {} },
    ],
    drift,
  });
}

function backends(host = HOST): readonly (string | undefined)[] {
  const vip = vipOf(world, 'web') ?? 'none';
  return world.cloud.dataPlane.edges().map(({ region }) => {
    const { now } = world.cloud.dataPlane.send({ region, vip, port: 80, host, path: '/', takes: 0 });
    return now?.status === 200 ? now.backendService : undefined;
  });
}

async function pinned(): Promise<readonly Pin[]> {
  const found = await Promise.all([pins, rollbacks].map((kind) => kind.list(world.store, ['prod'], NEVER)));
  return found.flatMap((list) => list.found.map(({ value }) => value));
}

async function takeFrontEnd(): Promise<void> {
  expect(await deleteByHand(world, 'forwardingRules', 'blue-web-')).toBeDefined();
  expect(await deleteByHand(world, 'targetHttpProxies', 'blue-web-')).toBeDefined();
}

beforeEach(async () => {
  world.push(tree('bar'));
  await world.untilIdle();
  for (const to of backends()) expect(to).toContain('-blue-bar-');
});

it.each(['heal', 'report'] as const)(
  'case 62: with drift: %s a lost front end is back before a route moves to what only it lets be probed',
  async (drift) => {
    world.push(tree('bar', drift));
    await world.untilIdle();
    await takeFrontEnd();
    world.push(tree('foo', drift));
    await world.clock.advance(2 * MINUTE_MS);
    for (const to of backends()) expect(to).toBeDefined();
    await world.untilIdle();
    for (const to of backends()) expect(to).toContain('-blue-foo-');
  },
);

it('case 62: a route does not move to what is ill because what it leaves was not probed for a moment', async () => {
  await takeFrontEnd();
  world.push(tree('foo', 'heal', 'nobody'));
  await world.clock.advance(30 * MINUTE_MS);
  for (const to of backends()) expect(to).toContain('-blue-bar-');
});

it('case 69: a front end that is deleted during a run is put back, and the commit is carried out', async () => {
  const before = (await appliedStates.at('prod', 'blue').read(world.store, NEVER))?.value;
  world.push(tree('bar', 'heal', 'bar'));
  await world.clock.advance(5_000);
  expect(await deleteByHand(world, 'forwardingRules', 'blue-web-')).toBeDefined();
  await world.clock.advance(5 * MINUTE_MS);
  for (const to of backends()) expect(to).toBeDefined();
  await world.untilIdle();
  expect(await pinned()).toEqual([]);
  const applied = (await appliedStates.at('prod', 'blue').read(world.store, NEVER))?.value;
  expect(applied).toMatchObject({ result: 'succeeded' });
  expect(applied?.desired).not.toBe(before?.desired);
});
