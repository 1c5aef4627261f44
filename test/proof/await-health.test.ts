// Routes move only to what is healthy: a service gets other endpoints, so a new backend service takes over. Where it
// never becomes healthy the routes stay, however long that takes, and the check says so. In one process; a scenario
// shows over sockets that routes move.
import { expect, it } from 'vitest';
import { vipOf } from './harness/invariants.ts';
import type { Tree } from './harness/repository.ts';
import { stateOf } from './harness/state.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { inOneWorld } from './harness/one-world.ts';
import type { ProofWorld } from './harness/world.ts';

const HOST = 'foo.example.com';
const SOME_TICKS_MS = 10 * 60_000;

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});

function treeWith(app: string): Tree {
  return treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo', app }, { name: 'default-backend' }],
    ingresses: [{ name: 'web', backend: 'default-backend', hosts: { [HOST]: 'foo' } }],
  });
}

function served() {
  const vip = vipOf(world, 'web') ?? 'none';
  return world.cloud.dataPlane.edges().map(({ region }) => {
    const { now } = world.cloud.dataPlane.send({ region, vip, port: 80, host: HOST, path: '/', takes: 0 });
    return [region, now?.status, now?.backendService];
  });
}

/** What the URL maps send requests to, the warm-up included. */
async function urlMaps(): Promise<string> {
  const state = Object.entries(await stateOf(world)).filter(([key]) => key.includes('/urlMaps/'));
  return JSON.stringify(state);
}

it('routes stay while the newcomer has no healthy endpoint, and the check says so', async () => {
  world.push(treeWith('foo'));
  await world.untilIdle();
  const [before, servedBefore] = [await urlMaps(), served()];
  expect(servedBefore.map(([, status]) => status)).toEqual([200, 200, 200]);
  const commit = world.push(treeWith('nobody'));
  await world.clock.advance(SOME_TICKS_MS);
  expect(world.host.check(commit, 'rangelight/apply (prod)')).toMatchObject({
    status: 'in_progress',
    title: expect.stringMatching(/-blue-foo-\S+ has no healthy endpoint/) as string,
  });
  expect(await urlMaps()).toContain('.rangelight.invalid');
  expect(served()).toEqual(servedBefore);
  await world.clock.advance(SOME_TICKS_MS);
  expect(served()).toEqual(servedBefore);
  // Taking the change back takes the warm-up rule back.
  world.push(treeWith('foo'));
  await world.untilIdle();
  expect(await urlMaps()).toBe(before);
  expect(served()).toEqual(servedBefore);
});
