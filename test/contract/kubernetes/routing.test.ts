import { expect, test } from 'vitest';
import { blue, ingresses, namespace, service, startBlueCluster, startCluster } from './cluster.ts';

test('the cluster starts with default and kube-system, each with a uid of its own', async () => {
  const { get } = startCluster();
  const names = (await get('/api/v1/namespaces')).body.items?.map((item) => item.metadata?.name);
  expect(names).toEqual(['default', 'kube-system']);
  const uids = await Promise.all(
    ['default', 'kube-system'].map(async (n) => (await get(`/api/v1/namespaces/${n}`)).body.metadata?.uid),
  );
  expect(new Set(uids).size).toBe(2);
});

test('absent object: a Status that names it', async () => {
  const { get } = await startBlueCluster();
  expect(await get(`${blue}/services/nope`)).toMatchObject({
    code: 404,
    body: {
      kind: 'Status',
      reason: 'NotFound',
      message: 'services "nope" not found',
      details: { name: 'nope', kind: 'services' },
    },
  });
  expect((await get(`${ingresses}/nope`)).body).toMatchObject({
    message: 'multiclusteringresses.networking.gke.io "nope" not found',
    details: { name: 'nope', group: 'networking.gke.io', kind: 'multiclusteringresses' },
  });
});

test('unknown group is plain text, unknown core resource is a Status', async () => {
  const { get } = startCluster();
  expect(await get('/apis/networking.gke.io/v1/multiclusteringresses')).toMatchObject({
    code: 404,
    body: { text: '404 page not found\n' },
  });
  expect(await get('/api/v1/widgets')).toMatchObject({ code: 404, body: { kind: 'Status', reason: 'NotFound' } });
});

test('real but unbuilt parts answer 501 by name', async () => {
  const { get, send } = await startBlueCluster();
  expect(await get('/apis/apps/v1/daemonsets')).toMatchObject({ code: 501, body: { kind: 'Status' } });
  expect((await get('/api/v1/serviceaccounts')).body.message).toContain('serviceaccounts');
  const jsonPatch = { 'content-type': 'application/json-patch+json' };
  await send('POST', `${blue}/services`, service('web'));
  expect((await send('PATCH', `${blue}/services/web`, [], jsonPatch)).code).toBe(501);
});

test('a post across namespaces and a protobuf body are refused', async () => {
  const { send } = await startBlueCluster();
  expect((await send('POST', '/api/v1/services', service('web'))).code).toBe(405);
  expect((await send('DELETE', '/api/v1/services')).code).toBe(405);
  const protobuf = { 'content-type': 'application/vnd.kubernetes.protobuf' };
  expect((await send('POST', `${blue}/services`, 'k8s', protobuf)).body.reason).toBe('UnsupportedMediaType');
});

test('no token 401, a viewer reads but does not write', async () => {
  const { send } = await startBlueCluster();
  expect((await send('GET', '/api/v1/namespaces', undefined, { authorization: 'Bearer other' })).code).toBe(401);
  const guest = { authorization: 'Bearer guest' };
  expect((await send('GET', `${blue}/services`, undefined, guest)).code).toBe(200);
  for (const path of [`${blue}/secrets`, `${blue}/secrets/any`, '/api/v1/secrets?watch=true'])
    expect((await send('GET', path, undefined, guest)).code).toBe(403);
  expect((await send('GET', `${blue}/secrets`)).code).toBe(200);
  expect(await send('POST', `${blue}/services`, service('web'), guest)).toMatchObject({
    code: 403,
    body: {
      reason: 'Forbidden',
      message:
        'services is forbidden: User "viewer" cannot create resource "services" in API group "" in the namespace "blue"',
    },
  });
  const apply = { ...guest, 'content-type': 'application/apply-patch+yaml' };
  const writes = [
    await send('PUT', `${blue}/services/web`, service('web'), guest),
    await send('PATCH', `${blue}/services/web?fieldManager=x&dryRun=All`, service('web'), apply),
    await send('PATCH', `${ingresses}/web/status?fieldManager=x`, {}, apply),
    await send('DELETE', `${blue}/services/web`, undefined, guest),
    await send('DELETE', `${blue}/services`, undefined, guest),
  ];
  expect(writes.map(({ code }) => code)).toEqual([403, 403, 403, 403, 403]);
  expect(
    writes.map(({ body }) =>
      / cannot (\w+) resource "([^"]+)"/
        .exec(body.message ?? '')
        ?.slice(1)
        .join(' '),
    ),
  ).toEqual([
    'update services',
    'patch services',
    'patch multiclusteringresses/status',
    'delete services',
    'deletecollection services',
  ]);
  expect((await send('GET', `${blue}/services`, undefined, { authorization: 'Basic root' })).code).toBe(401);
});

test('a lost gateway answers 404 that is no Status, a refused one 503, and both leave the state alone', async () => {
  const cluster = startCluster();
  const { send, get } = cluster;
  await send('POST', '/api/v1/namespaces', namespace('blue'));
  cluster.setDown('gateway');
  expect(await get(blue)).toMatchObject({ code: 404, body: { text: 'cannot connect to agent' } });
  cluster.setDown('refused');
  expect((await get(blue)).code).toBe(503);
  cluster.setDown(undefined);
  expect((await get(blue)).code).toBe(200);
});

test('faults come first and the journal tells mutations from reads and dry runs', async () => {
  const { send, get, faults, journal } = await startBlueCluster();
  const since = journal.entries.length;
  faults.inject({ when: (r) => r.method === 'POST', answer: () => new Response('{}', { status: 429 }), times: 1 });
  expect((await send('POST', `${blue}/services`, service('web'))).code).toBe(429);
  await send('POST', `${blue}/services?dryRun=All`, service('web'));
  await send('POST', `${blue}/services`, service('web'));
  await get(`${blue}/services`);
  expect(journal.mutations(since)).toMatchObject([{ method: 'POST', status: 201, path: `${blue}/services` }]);
  expect(journal.entries.slice(since).map((entry) => entry.mutation)).toEqual([true, false, true, false]);
});

test('discovery in both forms, OpenAPI, version and health', async () => {
  const { send, get } = await startBlueCluster();
  const accept = { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json' };
  const aggregated = await send('GET', '/apis', undefined, accept);
  expect(aggregated.headers.get('content-type')).toBe(
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  );
  expect(JSON.stringify(aggregated.body)).toContain('"shortNames":["mci"]');
  expect((await get('/apis')).body.kind).toBe('APIGroupList');
  expect((await get('/apis/networking.gke.io/v1')).body).toMatchObject({
    resources: [{ name: 'multiclusteringresses' }, { name: 'multiclusteringresses/status' }],
  });
  expect((await get('/openapi/v3')).body.paths).toHaveProperty('apis/networking.gke.io/v1');
  expect((await get('/openapi/v3/apis/networking.gke.io/v1')).body).toHaveProperty('components.schemas');
  expect((await get('/version')).body).toMatchObject({ major: '1' });
  expect((await get('/readyz')).body).toEqual({ text: 'ok' });
});
