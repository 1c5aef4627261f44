// RATE balancing over real endpoints, and what happens to requests in flight when their endpoint goes.
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { createWorld, global, negPath, type World } from './world.ts';

const zones = { 'us-west1-a': ['10.1.0.1', '10.1.0.2'], 'europe-north1-b': ['10.2.0.1'] };

async function balancedWorld(backend: Readonly<Record<string, unknown>> = {}): Promise<World> {
  const world = await createWorld();
  for (const [zone, ips] of Object.entries(zones)) for (const ip of ips) await world.addPod(ip, zone);
  world.addService('s', zones, {}, backend);
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  await world.healthy(3);
  return world;
}

async function bodies(world: World, region: string, count: number): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let i = 0; i < count; i += 1) seen.push((await world.send(region, {})).body);
  return seen;
}

test('round robin over the nearest region', async () => {
  await using world = await balancedWorld();
  expect(await bodies(world, 'us-west1', 4)).toEqual(['10.1.0.1', '10.1.0.2', '10.1.0.1', '10.1.0.2']);
  expect(await bodies(world, 'europe-north1', 2)).toEqual(['10.2.0.1', '10.2.0.1']);
});

test('a full region overflows to the next one until the second is over', async () => {
  await using world = await balancedWorld({ maxRatePerEndpoint: 2, capacityScaler: 0.5 });
  // 2 endpoints × 2 × 0.5 = 2 requests each second in the US, 1 in Europe; then the nearest takes the overload.
  expect(await bodies(world, 'us-west1', 4)).toEqual(['10.1.0.1', '10.1.0.2', '10.2.0.1', '10.1.0.1']);
  await world.clock.advance(1000);
  expect((await bodies(world, 'us-west1', 1))[0]).toMatch(/^10\.1\./);
});

interface Slow extends AsyncDisposable {
  readonly world: World;
  readonly held: Promise<ServerResponse>;
}

/** One pod that holds every request but the probes; another that answers at once. */
async function slowWorld(drainingTimeoutSec: number): Promise<Slow> {
  const world = await createWorld({ checkIntervalSec: 300 });
  const { promise: held, resolve } = Promise.withResolvers<ServerResponse>();
  await world.addPod('10.1.0.1', 'us-west1-a', (request, response) => {
    if (request.url === '/healthz') response.end();
    else resolve(response);
  });
  await world.addPod('10.1.0.2', 'us-west1-a');
  world.addService(
    's',
    { 'us-west1-a': ['10.1.0.1', '10.1.0.2'] },
    { timeoutSec: 600, connectionDraining: { drainingTimeoutSec } },
  );
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  await world.healthy(2);
  return { world, held, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

function detachFirst(world: World): void {
  const neg = negPath('us-west1-a', 's');
  world.view.attach(neg, world.view.endpoints(neg).slice(1));
}

test('a detached endpoint finishes what it has while new requests go elsewhere', async () => {
  await using slow = await slowWorld(60);
  const { world } = slow;
  const inFlight = world.send('us-west1', {});
  const response = await slow.held;
  detachFirst(world);
  await world.plane.settled();
  expect(await bodies(world, 'us-west1', 3)).toEqual(['10.1.0.2', '10.1.0.2', '10.1.0.2']);
  await world.clock.advance(59_000);
  response.end('finished');
  expect(await inFlight).toMatchObject({ status: 200, body: 'finished' });
});

test('when the draining timeout is over, the request is cut', async () => {
  await using slow = await slowWorld(60);
  const { world } = slow;
  const inFlight = world.send('us-west1', {});
  await slow.held;
  detachFirst(world);
  await world.plane.settled();
  await world.clock.advance(60_000);
  expect(await inFlight).toMatchObject({ status: 502, body: 'connection draining timeout\n' });
});

test('an answer under way streams on, and is cut off, not completed, when its time is over', async () => {
  await using slow = await slowWorld(0);
  const { world } = slow;
  const firstPart = Promise.withResolvers<string>();
  const inFlight = world.send('us-west1', { onPart: firstPart.resolve });
  const cut = expect(inFlight).rejects.toThrow('aborted');
  (await slow.held).writeHead(200).write('half');
  expect(await firstPart.promise).toBe('half');
  detachFirst(world);
  await world.plane.settled();
  await world.clock.advance(1);
  await cut;
  await world.until(() => world.plane.requests.length === 1);
  expect(world.plane.requests[0]).toMatchObject({ status: 200, reason: 'cut off: connection draining timeout' });
});

test('a client that leaves takes its request to the endpoint with it', async () => {
  await using slow = await slowWorld(60);
  const { world } = slow;
  const abort = new AbortController();
  const left = expect(world.send('us-west1', { signal: abort.signal })).rejects.toThrow('abort');
  const response = await slow.held;
  const closed = new Promise((resolve) => response.once('close', resolve));
  abort.abort();
  await left;
  await closed;
  await world.until(() => world.plane.requests.length === 1);
  expect(world.plane.requests[0]).toMatchObject({ status: 0, reason: 'client closed' });
});
