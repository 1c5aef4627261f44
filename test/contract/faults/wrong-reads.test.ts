// Reads that tell less or something older than the truth, where the protocol allows it; and operations that fail late.
import { describe, expect, it } from 'vitest';
import { createGkeHubEmulator } from '../../../infra/emulators/gkehub/index.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createPubSubEmulator } from '../../../infra/emulators/pubsub/index.ts';
import { createStorageEmulator } from '../../../infra/emulators/storage/index.ts';
import { createProject, makeServices, NEG, NODE, POD_IP, type Project, SECOND_POD_IP } from '../compute/project.ts';
import { type Answer, blue, configMap, startBlueCluster } from '../kubernetes/cluster.ts';

const stale = { match: { method: 'GET' }, effect: { type: 'stale' } } as const;

function named(answer: { readonly body: { readonly items?: unknown } }): readonly string[] {
  const items = (answer.body.items ?? []) as readonly { name?: string; metadata?: { name?: string } }[];
  return items.map(({ name, metadata }) => name ?? metadata?.name ?? '');
}

describe('stale reads', () => {
  it('Compute: before an insert, a change and a removal', async () => {
    const project = createProject();
    const path = '/global/healthChecks';
    await project.make('POST', path, { name: 'one', type: 'TCP', tcpHealthCheck: {} });
    await project.make('POST', path, { name: 'two', type: 'TCP', tcpHealthCheck: {} });
    const end = project.emulator.faults.inject(stale);
    expect((await project.call('GET', `${path}/two`)).status).toBe(404);
    expect(named(await project.call('GET', path))).toEqual(['one']);

    await project.make('PATCH', `${path}/two`, { checkIntervalSec: 9 });
    expect(await project.get(`${path}/two`)).toMatchObject({ checkIntervalSec: 5 });
    await project.make('DELETE', `${path}/one`);
    expect((await project.call('GET', `${path}/one`)).status).toBe(200);
    expect(named(await project.call('GET', path))).toEqual(['one', 'two']);

    end();
    expect((await project.call('GET', `${path}/one`)).status).toBe(404);
    expect(await project.get(`${path}/two`)).toMatchObject({ checkIntervalSec: 9 });
  });

  it('Kubernetes: old objects with their old versions, old lists by namespace', async () => {
    const { faults, send, apply, get } = await startBlueCluster();
    const maps = `${blue}/configmaps`;
    const first = await apply(`${maps}/a`, configMap('a', { n: '1' }));
    await apply(`${maps}/a`, configMap('a', { n: '2' }));
    faults.inject(stale);
    const seen = await get(`${maps}/a`);
    expect(seen.body).toMatchObject({ data: { n: '1' } });
    expect(seen.body.metadata?.resourceVersion).toBe(first.body.metadata?.resourceVersion);
    await apply(`${maps}/b`, configMap('b'));
    expect(named(await get(maps))).toEqual(['a']);
    await send('DELETE', `${maps}/a`);
    expect(named(await get(maps))).toEqual(['a', 'b']);
    expect((await get(`${maps}/a`)).body).toMatchObject({ data: { n: '2' } });
  });

  it('GKE Hub: the config cluster of before', async () => {
    const member = { name: 'gke-us', location: 'global', clusterLink: 'us-west1/gke-us' };
    const emulator = hub([member]);
    emulator.setFeature('projects/p/locations/global/memberships/gke-us');
    emulator.faults.inject(stale);
    const read = new Request('http://any/v1/projects/p/locations/global/features/multiclusteringress');
    expect((await emulator.handler(read)).status).toBe(404);
  });
});

it.each([
  ['Storage, whose reads are consistent by contract', storage],
  ['Pub/Sub', () => createPubSubEmulator({ clock: virtualClock(), random: seededRandom(1) })],
])('are refused by name where they have no meaning: %s', (_, create) => {
  const { faults } = create();
  expect(() => faults.add(stale)).toThrow('no fault of type stale here');
  expect(() => faults.add({ effect: { type: 'fail-operation', code: 'C', message: 'm' } })).toThrow('fail-operation');
});

it('Compute: reads that are asked by POST are stale and short too', async () => {
  const project = createProject();
  await makeServices(project);
  const ask = async () => (await project.call('POST', `${NEG}/listNetworkEndpoints`, {})).body.items;
  const endpoint = { instance: NODE, ipAddress: POD_IP, port: 80 };
  const second = { ...endpoint, ipAddress: SECOND_POD_IP };
  await project.make('POST', `${NEG}/attachNetworkEndpoints`, { networkEndpoints: [endpoint] });
  await project.make('POST', `${NEG}/attachNetworkEndpoints`, { networkEndpoints: [second] });
  const end = project.emulator.faults.inject({ effect: { type: 'stale' } });
  expect(await ask()).toEqual([{ networkEndpoint: endpoint }]);
  end();
  project.emulator.faults.inject({ effect: { type: 'short-list', drop: 1 } });
  expect(await ask()).toEqual([{ networkEndpoint: endpoint }]);
  project.emulator.faults.clear();
  expect(await ask()).toEqual([{ networkEndpoint: endpoint }, { networkEndpoint: second }]);
});

describe('lists with less in them', () => {
  const short = { effect: { type: 'short-list', drop: 1 } } as const;

  it('Storage: short', async () => {
    const emulator = storage();
    const held = '{ "items": [1, 2] }';
    for (const name of ['a', 'b', 'o']) {
      const url = `http://any/upload/storage/v1/b/state/o?uploadType=media&name=${name}`;
      const headers = { 'content-type': 'application/json' };
      await emulator.handler(new Request(url, { method: 'POST', body: held, headers }));
    }
    emulator.faults.inject(short);
    const response = await emulator.handler(new Request('http://any/storage/v1/b/state/o'));
    const { items, nextPageToken } = (await response.json()) as { items: { name: string }[]; nextPageToken?: string };
    expect(items.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(nextPageToken).toBeUndefined();
    const media = await emulator.handler(new Request('http://any/storage/v1/b/state/o/o?alt=media'));
    expect(await media.text()).toBe(held);
  });

  it('GKE Hub: short', async () => {
    const emulator = hub([
      { name: 'gke-us', location: 'global', clusterLink: 'us-west1/gke-us' },
      { name: 'gke-eu', location: 'global', clusterLink: 'europe-west1/gke-eu' },
    ]);
    emulator.faults.inject(short);
    const response = await emulator.handler(new Request('http://any/v1/projects/p/locations/-/memberships'));
    const { resources } = (await response.json()) as Record<string, readonly { name: string }[]>;
    expect(resources?.map(({ name }) => name)).toEqual(['projects/p/locations/global/memberships/gke-eu']);
  });

  it('Compute: short, in plain and aggregated lists', async () => {
    const project = createProject();
    await makeServices(project);
    project.emulator.faults.inject(short);
    expect(named(await project.call('GET', '/global/backendServices'))).toEqual(['blue']);
    const { items } = await project.get('/aggregated/networkEndpointGroups');
    expect(JSON.stringify(items)).not.toContain('"neg"');
    expect((await project.call('GET', '/global/backendServices/green')).status).toBe(200);
  });

  it('Kubernetes: short', async () => {
    const { faults, apply, get } = await startBlueCluster();
    for (const name of ['a', 'b', 'c']) await apply(`${blue}/configmaps/${name}`, configMap(name));
    faults.inject(short);
    const answer: Answer = await get(`${blue}/configmaps`);
    expect(named(answer)).toEqual(['a', 'b']);
    expect(answer.body.metadata).not.toHaveProperty('continue');
  });

  it('Compute: a zone that cannot be reached is marked, or fails the list that did not ask for parts', async () => {
    const project: Project = createProject();
    await makeServices(project);
    const zone = 'zones/us-west1-a';
    project.emulator.faults.inject({ effect: { type: 'unreachable', places: [zone] } });
    const path = '/aggregated/networkEndpointGroups';
    const { items, unreachables } = await project.get(`${path}?returnPartialSuccess=true`);
    expect((items as Record<string, unknown>)[zone]).toMatchObject({ warning: { code: 'UNREACHABLE' } });
    expect((items as Record<string, unknown>)['zones/us-west1-b']).toBeDefined();
    expect(unreachables).toEqual([zone]);
    expect(await project.call('GET', path)).toMatchObject({ status: 503, reason: 'backendError' });
    expect(await project.call('GET', NEG.replace(/\/neg$/u, ''))).toMatchObject({ status: 503 });
    expect((await project.call('GET', '/global/backendServices')).status).toBe(200);
  });

  it('GKE Hub: a location that cannot be reached', async () => {
    const emulator = hub([
      { name: 'gke-us', location: 'us-west1', clusterLink: 'us-west1/gke-us' },
      { name: 'gke-eu', location: 'europe-west1', clusterLink: 'europe-west1/gke-eu' },
    ]);
    emulator.faults.inject({ effect: { type: 'unreachable', places: ['locations/us-west1'] } });
    const response = await emulator.handler(new Request('http://any/v1/projects/p/locations/-/memberships'));
    const { resources, unreachable } = (await response.json()) as Record<string, readonly { name: string }[]>;
    expect(resources?.map(({ name }) => name)).toEqual(['projects/p/locations/europe-west1/memberships/gke-eu']);
    expect(unreachable).toEqual(['locations/us-west1']);
  });
});

describe('operations that fail late', () => {
  const failing = (match: object) => ({
    match,
    effect: { type: 'fail-operation', code: 'RESOURCE_OPERATION_RATE_EXCEEDED', message: 'Too fast.' } as const,
  });

  it('Compute: the n-th insert is accepted and has no effect', async () => {
    const project = createProject();
    const path = '/global/healthChecks';
    project.emulator.faults.inject(failing({ method: 'POST', path: '/**/healthChecks', nth: 2 }));
    for (const name of ['one', 'two', 'three']) {
      expect((await project.make('POST', path, { name, type: 'TCP', tcpHealthCheck: {} })).body.status).toBe('RUNNING');
    }
    expect(named(await project.call('GET', path))).toEqual(['one', 'three']);
    const { items } = await project.get('/global/operations');
    expect((items as readonly object[]).filter((one) => 'error' in one)).toMatchObject([
      { status: 'DONE', httpErrorStatusCode: 400, error: { errors: [{ code: 'RESOURCE_OPERATION_RATE_EXCEEDED' }] } },
    ]);
  });

  it('Compute: a deletion that fails leaves the resource', async () => {
    const project = createProject();
    const path = '/global/healthChecks/hc';
    await project.make('POST', '/global/healthChecks', { name: 'hc', type: 'TCP', tcpHealthCheck: {} });
    project.emulator.faults.inject(failing({ method: 'DELETE' }));
    await project.make('DELETE', path);
    expect((await project.call('GET', path)).status).toBe(200);
  });
});

function storage() {
  return createStorageEmulator({ clock: virtualClock(), random: seededRandom(1), buckets: ['state'] });
}

function hub(memberships: Parameters<typeof createGkeHubEmulator>[0]['memberships']) {
  const clock = virtualClock();
  return createGkeHubEmulator({ project: 'p', projectNumber: '1', clock, random: seededRandom(1), memberships });
}
