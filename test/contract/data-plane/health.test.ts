// Who is health-checked, what probes need to get through, and what clients see of it.
import { expect, test } from 'vitest';
import { createWorld, global, negPath, type World } from './world.ts';

const us = 'us-west1';
const neg = negPath('us-west1-a', 's');

function stateOf(world: World): string | undefined {
  return world.plane.healthSource.health(global('backendServices', 's'), neg)?.[0]?.healthState;
}

test('a backend service is health-checked only while a forwarding rule reaches it', async () => {
  await using world = await createWorld();
  await world.addPod('10.1.0.1', 'us-west1-a');
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] });
  await world.clock.advance(60_000);
  expect(stateOf(world)).toBeUndefined();
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  expect(stateOf(world)).toBeUndefined();
  await world.until(() => stateOf(world) !== undefined);
  expect(world.plane.healthSource.health(global('backendServices', 's'), neg)).toEqual([
    {
      instance: 'projects/p/zones/us-west1-a/instances/node-us-west1-a',
      ipAddress: '10.1.0.1',
      port: 8080,
      healthState: 'HEALTHY',
    },
  ]);
  world.view.remove(global('forwardingRules', 'rule'));
  await world.until(() => stateOf(world) === undefined);
});

test('probes pass only through a matching firewall rule', async () => {
  await using world = await createWorld();
  await world.addPod('10.1.0.1', 'us-west1-a');
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] });
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  await world.until(() => stateOf(world) === 'HEALTHY');
  const rule = world.view.get(global('firewalls', 'probes'));
  world.view.remove(global('firewalls', 'probes'));
  await world.until(() => stateOf(world) === 'UNHEALTHY');
  expect(await world.send(us, {})).toMatchObject({ status: 503, body: 'no healthy upstream\n' });
  world.view.put(global('firewalls', 'probes'), { ...rule });
  await world.until(() => stateOf(world) === 'HEALTHY');
  expect((await world.send(us, {})).status).toBe(200);
});

test('thresholds, path and expected status decide; a patched or replaced health check takes effect', async () => {
  await using world = await createWorld();
  let status = 200;
  const probed: (string | undefined)[] = [];
  await world.addPod('10.1.0.1', 'us-west1-a', (request, response) => {
    probed.push(request.url);
    response.writeHead(request.url === '/ready' ? 204 : status).end();
  });
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] });
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  await world.until(() => stateOf(world) === 'HEALTHY');
  expect(probed).toEqual(['/healthz']);
  status = 500;
  await world.until(() => probed.length === 2);
  expect(stateOf(world)).toBe('HEALTHY');
  await world.until(() => stateOf(world) === 'UNHEALTHY');
  expect(probed).toHaveLength(3);
  status = 200;
  await world.until(() => stateOf(world) === 'HEALTHY');
  world.view.put(global('healthChecks', 's'), {
    type: 'HTTP',
    httpHealthCheck: { portSpecification: 'USE_FIXED_PORT', port: 8080, requestPath: '/ready' },
  });
  await world.until(() => stateOf(world) === 'UNHEALTHY');
  expect(probed.at(-1)).toBe('/ready');
  world.view.put(global('healthChecks', 'other'), {
    type: 'HTTP',
    healthyThreshold: 1,
    httpHealthCheck: { portSpecification: 'USE_SERVING_PORT', requestPath: '/other' },
  });
  world.view.put(global('backendServices', 's'), {
    ...world.view.get(global('backendServices', 's')),
    healthChecks: [global('healthChecks', 'other')],
  });
  await world.until(() => stateOf(world) === 'HEALTHY');
  expect(probed.at(-1)).toBe('/other');
});

test('a probe that gets no answer in time fails', async () => {
  await using world = await createWorld();
  await world.addPod('10.1.0.1', 'us-west1-a', () => {});
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] });
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  await world.until(() => stateOf(world) === 'UNHEALTHY');
  expect(stateOf(world)).toBe('UNHEALTHY');
});

test('a region fails over to the next when its endpoints turn unhealthy', async () => {
  await using world = await createWorld();
  let status = 200;
  await world.addPod('10.1.0.1', 'us-west1-a', (_request, response) => void response.writeHead(status).end('us'));
  await world.addPod('10.2.0.1', 'europe-north1-b', (_request, response) => void response.end('eu'));
  world.addService('s', { 'us-west1-a': ['10.1.0.1'], 'europe-north1-b': ['10.2.0.1'] });
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  await world.healthy(2);
  expect((await world.send('us-west1', {})).body).toBe('us');
  expect((await world.send('europe-north1', {})).body).toBe('eu');
  status = 503;
  await world.healthy(1);
  expect((await world.send('us-west1', {})).body).toBe('eu');
});

test('a body is expected to begin with the response of the health check', async () => {
  await using world = await createWorld();
  let body = 'starting';
  await world.addPod('10.1.0.1', 'us-west1-a', (_request, response) => void response.end(body));
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] });
  world.view.put(global('healthChecks', 's'), {
    ...world.view.get(global('healthChecks', 's')),
    httpHealthCheck: { portSpecification: 'USE_SERVING_PORT', requestPath: '/healthz', response: 'ready' },
  });
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  await world.until(() => stateOf(world) === 'UNHEALTHY');
  body = 'ready, and more';
  await world.until(() => stateOf(world) === 'HEALTHY');
  body = 'rea';
  await world.until(() => stateOf(world) === 'UNHEALTHY');
});
