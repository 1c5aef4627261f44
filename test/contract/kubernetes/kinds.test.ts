// What single kinds add of their own.
import { beforeEach, expect, test } from 'vitest';
import { type TestCluster, blue, ingressDefinition, service, startBlueCluster } from './cluster.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startBlueCluster();
});

const services = `${blue}/services`;
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

test('a Service gets its defaults and an address that it keeps through a PUT', async () => {
  const made = await cluster.send('POST', services, service('web'));
  expect(made.body).toMatchObject({
    spec: {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      clusterIP: expect.stringMatching(/^34\.118\./u) as string,
      ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
    },
    status: { loadBalancer: {} },
  });
  expect(made.body.metadata?.generation).toBeUndefined();
  const { clusterIP } = made.body.spec ?? {};
  expect(made.body.spec?.['clusterIPs']).toEqual([clusterIP]);
  const put = await cluster.send('PUT', `${services}/web`, service('web', { ports: [{ port: 81 }] }));
  expect(put.body.spec).toMatchObject({ clusterIP, ports: [{ port: 81, targetPort: 81 }] });
  expect((await cluster.patch('merge', `${services}/web`, { spec: { clusterIP: '34.118.230.9' } })).code).toBe(422);
});

test('a headless Service stays headless; without a selector it is dual stack and takes none later', async () => {
  const selected = service('with', { clusterIP: 'None', selector: { a: 'b' }, ports: [{ port: 80 }] });
  expect((await cluster.send('POST', services, selected)).body.spec).toMatchObject({
    clusterIP: 'None',
    clusterIPs: ['None'],
    ipFamilyPolicy: 'SingleStack',
  });
  const bare = service('without', { clusterIP: 'None', ports: [{ port: 80 }] });
  expect((await cluster.send('POST', services, bare)).body.spec).toMatchObject({
    ipFamilies: ['IPv4', 'IPv6'],
    ipFamilyPolicy: 'RequireDualStack',
  });
  const later = await cluster.patch('merge', `${services}/without`, { spec: { selector: { a: 'b' } } });
  expect(later.body.details?.causes).toMatchObject([{ field: 'spec.ipFamilyPolicy' }, { field: 'spec.ipFamilies[1]' }]);
});

test.each([
  [[{ port: 0 }], 'spec.ports[0].port'],
  [[{ port: 80 }, { port: 81 }], 'spec.ports[0].name'],
  [
    [
      { port: 80, name: 'a' },
      { port: 81, name: 'a' },
    ],
    'spec.ports[1].name',
  ],
  [[], 'spec.ports'],
  // Case 49.
  [[{ port: 80, name: 'Web' }], 'spec.ports[0].name'],
  [[{ port: 80, name: 'w'.repeat(64) }], 'spec.ports[0].name'],
  [[{ port: 80, targetPort: '8080' }], 'spec.ports[0].targetPort'],
  [[{ port: 80, targetPort: 'Bad_Name' }], 'spec.ports[0].targetPort'],
  [[{ port: 80, targetPort: 'a'.repeat(16) }], 'spec.ports[0].targetPort'],
  [[{ port: 80, targetPort: 'a--b' }], 'spec.ports[0].targetPort'],
  [[{ port: 80, targetPort: 'a-' }], 'spec.ports[0].targetPort'],
  [[{ port: 80, appProtocol: 'a b' }], 'spec.ports[0].appProtocol'],
  [
    [
      { port: 80, name: 'a' },
      { port: 80, name: 'b' },
    ],
    'spec.ports[1]',
  ],
])('a Service is refused its ports %j', async (ports, field) => {
  const { code, body } = await cluster.send('POST', services, service('web', { ports }));
  expect(code).toBe(422);
  expect(body.details?.causes).toContainEqual(expect.objectContaining({ field }));
});

test.each([
  [{ 'app name': 'x' }],
  [{ app: 'x y' }],
  [{ app: 'a'.repeat(64) }],
  [{ ['a'.repeat(64)]: 'x' }],
  [{ 'Example.com/app': 'x' }],
  [{ '/app': 'x' }],
])('case 49: a Service is refused the selector %j', async (selector) => {
  const { code, body } = await cluster.send('POST', services, service('web', { selector, ports: [{ port: 80 }] }));
  expect(code).toBe(422);
  expect(body.details?.causes).toContainEqual(
    expect.objectContaining({ field: 'spec.selector', reason: 'FieldValueInvalid' }),
  );
});

test('a Service may have what only looks odd', async () => {
  const ports = [
    { port: 80, name: '8080', targetPort: 0 },
    { port: 81, name: 'w'.repeat(63), targetPort: 'a'.repeat(15), appProtocol: 'example.com/Proto' },
  ];
  const selector = { app: '', 'example.com/App_1': 'A.b' };
  const { code, body } = await cluster.send('POST', services, service('web', { selector, ports }));
  expect(code).toBe(201);
  expect(body.spec).toMatchObject({ ports: [{ targetPort: 80 }, { targetPort: 'a'.repeat(15) }], selector });
});

test('a Service that becomes a name alone gives up its address, unless it asks for another one', async () => {
  await cluster.send('POST', services, service('web'));
  const becomes = (spec: object) =>
    cluster.patch('merge', `${services}/web`, { spec: { type: 'ExternalName', externalName: 'a.b', ...spec } });
  const refused = await becomes({ clusterIP: 'None' });
  expect(refused.body.details?.causes).toMatchObject([{ field: 'spec.clusterIPs', reason: 'FieldValueForbidden' }]);
  expect((await becomes({})).body.spec).toEqual({
    type: 'ExternalName',
    externalName: 'a.b',
    ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
    sessionAffinity: 'None',
  });
});

test('a Service that was made through its status has no families while it prefers two', async () => {
  const made = service('web');
  expect((await cluster.send('PUT', `${services}/web/status`, made)).code).toBe(201);
  const { resourceVersion } = (await cluster.get(`${services}/web`)).body.metadata ?? {};
  const prefers = { ports: [{ port: 80 }], ipFamilyPolicy: 'PreferDualStack' };
  const { body } = await cluster.send('PUT', `${services}/web`, service('web', prefers, { resourceVersion }));
  expect(body.spec).toMatchObject({ ipFamilyPolicy: 'PreferDualStack' });
  expect(body.spec).not.toHaveProperty('ipFamilies');
});

test('a Secret folds stringData into data and keeps its type', async () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'b' } };
  const { body } = await cluster.send('POST', `${blue}/secrets`, secret);
  expect(body).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } });
  expect(body).not.toHaveProperty('stringData');
  expect((await cluster.patch('merge', `${blue}/secrets/s`, { type: 'other/type' })).code).toBe(422);
  expect((await cluster.patch('merge', `${blue}/secrets/s`, { data: { a: 'no base64!' } })).code).toBe(422);
});

test('an EndpointSlice keeps its address type', async () => {
  const slices = '/apis/discovery.k8s.io/v1/namespaces/blue/endpointslices';
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1' },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [{ port: 8080 }],
  };
  const { body } = await cluster.send('POST', slices, slice);
  expect(body.ports).toEqual([{ name: '', protocol: 'TCP', port: 8080 }]);
  expect((await cluster.patch('merge', `${slices}/web-1`, { addressType: 'IPv6' })).code).toBe(422);
});

test('a definition is established at once and must be well formed', async () => {
  const { body } = await cluster.get(`${definitions}/${ingressDefinition.metadata.name}`);
  expect(body).toMatchObject({
    spec: { names: { singular: 'multiclusteringress', listKind: 'MultiClusterIngressList' } },
    status: {
      conditions: [{ type: 'NamesAccepted' }, { type: 'Established', status: 'True' }],
      storedVersions: ['v1'],
    },
  });
  const misnamed = { ...ingressDefinition, metadata: { name: 'wrong.networking.gke.io' } };
  expect((await cluster.send('POST', definitions, misnamed)).body.details?.causes).toMatchObject([
    { field: 'metadata.name' },
  ]);
});
