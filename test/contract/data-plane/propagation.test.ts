// The edge lags: old configuration serves until a region takes up the new one, and fails where it points at nothing.
import { expect, test } from 'vitest';
import { createWorld, global, negPath, type World } from './world.ts';

const regions = ['us-west1', 'europe-north1', 'asia-east1'];

async function laggingWorld(): Promise<World> {
  const world = await createWorld({ regions, propagation: 'long', checkIntervalSec: 300 });
  for (const [name, ip] of [
    ['old', '10.1.0.1'],
    ['new', '10.1.0.2'],
  ] as const) {
    await world.addPod(ip, 'us-west1-a', (_request, response) => void response.end(name));
    world.addService(name, { 'us-west1-a': [ip] });
  }
  world.addFrontEnd({
    defaultService: global('backendServices', 'old'),
    hostRules: [{ hosts: ['unreachable.invalid'], pathMatcher: 'warm-up' }],
    pathMatchers: [{ name: 'warm-up', defaultService: global('backendServices', 'new') }],
  });
  await world.healthy(2);
  await world.clock.advance(120_000);
  return world;
}

async function answers(world: World): Promise<readonly string[]> {
  return Promise.all(regions.map(async (region) => (await world.send(region, {})).body));
}

test('each region switches at its own moment, and settled() waits for the last', async () => {
  await using world = await laggingWorld();
  expect(await answers(world)).toEqual(['old', 'old', 'old']);
  world.view.put(global('urlMaps', 'map'), { defaultService: global('backendServices', 'new') });
  let settled = false;
  const settling = world.plane.settled().then(() => {
    settled = true;
  });
  await world.clock.advance(9_999);
  expect(await answers(world)).toEqual(['old', 'old', 'old']);
  const switched = new Set<number>();
  for (let second = 10; second <= 121; second += 1) {
    const now = await answers(world);
    const count = now.filter((body) => body === 'new').length;
    switched.add(count);
    expect(settled).toBe(count === regions.length);
    await world.clock.advance(1000);
  }
  await settling;
  expect(await answers(world)).toEqual(['new', 'new', 'new']);
  expect(switched).toContain(0);
  expect(switched.size).toBeGreaterThan(2);
});

test('what was deleted under an edge that still refers to it fails the request', async () => {
  await using world = await laggingWorld();
  world.view.put(global('urlMaps', 'map'), { defaultService: global('backendServices', 'new') });
  world.view.remove(global('backendServices', 'old'));
  await world.clock.advance(1000);
  const early = await world.send('us-west1', {});
  expect(early).toMatchObject({
    status: 502,
    body: 'backend service old was deleted while this edge still refers to it\n',
  });
  // Another resource under the same name is not the one that the edge refers to.
  world.view.put(global('backendServices', 'old'), { protocol: 'HTTP' });
  expect((await world.send('us-west1', {})).status).toBe(502);
  await world.clock.advance(120_000);
  expect((await world.send('us-west1', {})).body).toBe('new');
});

test('a NEG deleted too early fails the requests that were meant for it', async () => {
  await using world = await laggingWorld();
  world.view.remove(negPath('us-west1-a', 'old'));
  expect(await world.send('europe-north1', {})).toMatchObject({
    status: 502,
    body: 'network endpoint group old was deleted while this edge still refers to it\n',
  });
  await world.clock.advance(120_000);
  expect((await world.send('europe-north1', {})).status).toBe(503);
});

test.each([
  ['target HTTP proxy', 'targetHttpProxies', 'proxy'],
  ['URL map', 'urlMaps', 'map'],
])('a %s deleted too early takes every request with it', async (label, collection, name) => {
  await using world = await laggingWorld();
  world.view.remove(global(collection, name));
  expect(await world.send('us-west1', {})).toMatchObject({
    status: 502,
    body: `${label} ${name} was deleted while this edge still refers to it\n`,
  });
});

test('a frozen edge serves what it had, and takes up what came when it is frozen no more', async () => {
  await using world = await laggingWorld();
  const [first = ''] = regions;
  world.plane.suffer({ type: 'frozen' }, 245_000, first);
  world.view.put(global('urlMaps', 'map'), { defaultService: global('backendServices', 'new') });
  await world.clock.advance(121_000);
  expect(await answers(world)).toEqual(['old', 'new', 'new']);
  await world.clock.advance(121_000);
  expect(await answers(world)).toEqual(['old', 'new', 'new']);
  await world.clock.advance(4_000);
  expect(await answers(world)).toEqual(['new', 'new', 'new']);
});
