// The control API: everything that a test can do to emulators, over HTTP.
import { beforeEach, describe, expect, it } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { type ControlledEmulator, controlRoutes } from '../../../infra/emulators/kit/control.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createPubSubEmulator } from '../../../infra/emulators/pubsub/index.ts';
import { createProject, type Project } from '../compute/project.ts';
import { startCluster, type TestCluster } from '../kubernetes/cluster.ts';

const HEALTH_CHECK = { name: 'hc', type: 'TCP', tcpHealthCheck: {} };
let project: Project;
let cluster: TestCluster;
let send: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>;
let settle: () => void;

beforeEach(() => {
  project = createProject();
  cluster = startCluster();
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const routes = controlRoutes({
    emulators: new Map<string, ControlledEmulator>([
      ['compute', project.emulator],
      ['gke-us', cluster],
      ['pubsub', createPubSubEmulator({ clock: project.clock, random: seededRandom(1) })],
    ]),
    clocks: new Map([
      ['cloud', project.clock],
      ['wall', scaledClock(1)],
    ]),
    clusters: new Map([['us-west1/gke-us', cluster]]),
    settled: () => settled,
  });
  send = async (method, path, body) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await routes.request(`/__control${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
});

it('lists the emulators', async () => {
  await project.call('GET', '/global/urlMaps');
  await send('POST', '/emulators/compute/faults', { effect: { type: 'stale' } });
  expect((await send('GET', '/emulators')).body).toEqual([
    { name: 'compute', requests: 1, open: 0, faults: 1, latency: 'instant' },
    { name: 'gke-us', requests: 0, open: 0, faults: 0, latency: 'instant' },
    { name: 'pubsub', requests: 0, open: 0, faults: 0, latency: 'instant' },
  ]);
});

it('pages through a journal', async () => {
  for (const name of ['a', 'b', 'c']) await project.call('GET', `/global/urlMaps/${name}`);
  const first = await send('GET', '/emulators/compute/journal?limit=2');
  expect(first.body).toMatchObject({ next: 2, more: true, entries: [{ status: 404 }, { status: 404 }] });
  const second = await send('GET', '/emulators/compute/journal?limit=2&after=2');
  expect(second.body).toMatchObject({
    next: 3,
    more: false,
    entries: [{ path: expect.stringMatching(/c$/u) as string }],
  });
});

describe('faults', () => {
  it('are placed, counted and removed', async () => {
    const rule = { match: { path: '/api/**', nth: 2 }, effect: { type: 'answer', status: 429 } };
    expect(await send('POST', '/emulators/gke-us/faults', rule)).toEqual({ status: 201, body: { id: 'fault-1' } });
    const codes = [];
    for (let count = 0; count < 3; count += 1) codes.push((await cluster.get('/api/v1/namespaces')).code);
    expect(codes).toEqual([200, 429, 200]);
    expect((await send('GET', '/emulators/gke-us/faults')).body).toEqual([{ id: 'fault-1', ...rule, seen: 2, hit: 1 }]);
    expect((await send('DELETE', '/emulators/gke-us/faults/fault-1')).status).toBe(204);
    expect((await send('DELETE', '/emulators/gke-us/faults/fault-1')).status).toBe(404);
  });

  it('that hold a request are seen and let go', async () => {
    await send('POST', '/emulators/compute/faults', { effect: { type: 'hold' } });
    const late = project.call('POST', '/global/healthChecks', HEALTH_CHECK);
    const { id } = await project.emulator.faults.held.next();
    expect((await send('GET', '/emulators/compute/held')).body).toMatchObject([{ id, method: 'POST' }]);
    expect((await send('GET', '/emulators/compute/open')).body).toMatchObject([{ method: 'POST' }]);
    expect((await send('POST', `/emulators/compute/held/${id}/release`)).status).toBe(204);
    expect((await late).status).toBe(200);
    expect((await send('POST', `/emulators/compute/held/${id}/release`)).status).toBe(404);
    expect((await send('POST', '/emulators/compute/held/release')).body).toEqual({ released: 0 });
  });

  it('are all removed at once', async () => {
    await send('POST', '/emulators/compute/faults', { effect: { type: 'answer', status: 503 } });
    expect((await send('DELETE', '/emulators/compute/faults')).status).toBe(204);
    expect((await project.call('GET', '/global/urlMaps')).status).toBe(200);
  });

  it.each<[unknown, string]>([
    [{ effect: { type: 'explode' } }, 'not a fault'],
    [{ effect: { type: 'unreachable', places: ['zones/z'] } }, 'no fault of type unreachable'],
    [undefined, 'the body must be a JSON object'],
  ])('%j is refused', async (rule, message) => {
    expect(await send('POST', '/emulators/gke-us/faults', rule)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(message) as string },
    });
  });
});

it('sets latency', async () => {
  expect((await send('PUT', '/emulators/compute/latency', { profile: 'fast' })).status).toBe(204);
  expect(project.emulator.latency.profile()).toBe('fast');
  expect((await send('PUT', '/emulators/compute/latency', { profile: 'glacial' })).status).toBe(400);
  expect((await send('PUT', '/emulators/compute/latency', { profile: 'fast', scale: -1 })).status).toBe(400);
});

it('sets how long operations take: as long as real ones, times a scale', async () => {
  const took = async (name: string): Promise<number> => {
    const before = project.clock.now();
    const { body } = await project.call('POST', '/global/healthChecks', { ...HEALTH_CHECK, name });
    await project.clock.until(project.call('POST', `/global/operations/${String(body.name)}/wait`));
    return project.clock.now() - before;
  };
  expect(await took('a')).toBe(0);
  expect((await send('PUT', '/emulators/compute/operations', { profile: 'realistic' })).status).toBe(204);
  expect(await took('b')).toBe(1000);
  await send('PUT', '/emulators/compute/operations', { profile: 'realistic', scale: 0.25 });
  expect(await took('c')).toBe(250);
  expect((await send('PUT', '/emulators/gke-us/operations', { profile: 'fast' })).status).toBe(404);
});

it('places faults of delivery where messages are delivered', async () => {
  const path = '/emulators/pubsub/delivery-faults';
  const rule = { subscription: 'projects/demo/subscriptions/tasks', duplicates: 1, times: 2 };
  expect(await send('POST', path, rule)).toEqual({ status: 201, body: { id: 'delivery-fault-1' } });
  expect((await send('GET', path)).body).toEqual([{ id: 'delivery-fault-1', ...rule, hit: 0 }]);
  expect((await send('DELETE', path)).status).toBe(204);
  expect((await send('GET', path)).body).toEqual([]);
  expect((await send('POST', path, { subscription: 'x' })).status).toBe(400);
  expect((await send('POST', path, { duplicates: 0 })).status).toBe(400);
  expect((await send('POST', '/emulators/compute/delivery-faults', rule)).status).toBe(404);
});

it('moves the virtual clock, and says so where there is none', async () => {
  const before = project.clock.now();
  expect((await send('GET', '/clock')).body).toMatchObject([
    { name: 'cloud', now: before, virtual: true },
    { name: 'wall', virtual: false },
  ]);
  expect((await send('POST', '/clock/advance', { ms: 1_500 })).status).toBe(204);
  expect(project.clock.now()).toBe(before + 1_500);
  expect((await send('POST', '/clock/advance', { ms: -1 })).status).toBe(400);
  const real = controlRoutes({ emulators: new Map(), clocks: new Map([['wall', scaledClock(1)]]) });
  const answer = await real.request('/__control/clock/advance', { method: 'POST', body: '{"ms":1}' });
  expect(answer.status).toBe(409);
});

it('takes a cluster down and up again', async () => {
  expect((await send('POST', '/clusters/us-west1/gke-us/down')).status).toBe(204);
  expect(await cluster.get('/api/v1/namespaces')).toMatchObject({
    code: 404,
    body: { text: 'cannot connect to agent' },
  });
  await send('POST', '/clusters/us-west1/gke-us/down?mode=refused');
  expect((await cluster.get('/api/v1/namespaces')).code).toBe(503);
  await send('POST', '/clusters/us-west1/gke-us/up');
  expect((await cluster.get('/api/v1/namespaces')).code).toBe(200);
  expect((await send('POST', '/clusters/us-west1/none/down')).status).toBe(404);
});

it('answers when the data plane has settled, not before', async () => {
  let answered = false;
  const answer = send('GET', '/data-plane/settled').then((got) => {
    answered = true;
    return got;
  });
  await send('GET', '/emulators');
  expect(answered).toBe(false);
  settle();
  expect((await answer).status).toBe(204);
});

it('names what there is when asked for what there is not', async () => {
  const { status, body } = await send('GET', '/emulators/storage/journal');
  expect(status).toBe(404);
  expect(body).toEqual({ message: 'no emulator storage; there are compute, gke-us, pubsub' });
});
