// Server-side apply: ownership, conflicts, pruning of dropped fields, list keys.
import { beforeEach, expect, test } from 'vitest';
import { type TestCluster, blue, configMap, ingress, ingresses, service, startBlueCluster } from './cluster.ts';
import { serverMinor } from './real-server.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startBlueCluster();
});

const mci = `${ingresses}/ing`;
const svc = `${blue}/services/web`;

test('creates with 201, and a repeat changes nothing at all', async () => {
  const config = service('web', { clusterIP: 'None', selector: { app: 'web' }, ports: [{ port: 80 }] });
  const first = await cluster.apply(svc, config);
  expect(first.code).toBe(201);
  await cluster.clock.advance(60_000);
  const second = await cluster.apply(svc, config);
  expect(second).toMatchObject({ code: 200, body: first.body });
});

test('owns exactly what it sent', async () => {
  const { body } = await cluster.apply(svc, service('web', { ports: [{ port: 80, name: 'http' }] }));
  expect(body.metadata?.managedFields).toEqual([
    {
      manager: 'one',
      operation: 'Apply',
      apiVersion: 'v1',
      time: expect.any(String) as string,
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } } },
      },
    },
  ]);
});

test('a dropped field goes, unless somebody else owns it', async () => {
  await cluster.apply(mci, ingress('ing', { host: 'a.b', weight: 3, mode: 'B', plain: ['x'] }));
  await cluster.apply(mci, ingress('ing', { host: 'a.b', weight: 3 }), 'two');
  const { body } = await cluster.apply(mci, ingress('ing', { host: 'a.b' }));
  expect(body.spec).toEqual({ host: 'a.b', weight: 3, mode: 'A' });
});

test('a conflict names managers and paths; equal values never conflict; force takes the field over', async () => {
  await cluster.apply(mci, ingress('ing', { host: 'a.b', weight: 3 }));
  expect((await cluster.apply(mci, ingress('ing', { host: 'a.b' }), 'two')).code).toBe(200);
  const refused = await cluster.apply(mci, ingress('ing', { host: 'a.b', weight: 4 }), 'two');
  expect(refused).toMatchObject({
    code: 409,
    body: {
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "one": .spec.weight',
      details: {
        causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.weight' }],
      },
    },
  });
  const forced = await cluster.apply(mci, ingress('ing', { host: 'a.b', weight: 4 }), 'two', '&force=true');
  expect(forced.body.spec?.weight).toBe(4);
  const back = await cluster.apply(mci, ingress('ing', { host: 'a.b' }));
  expect(back.body.spec?.weight).toBe(4);
});

test('a field created by POST stays after a forced apply drops it', async () => {
  await cluster.send('POST', `${blue}/configmaps?fieldManager=web`, configMap('c', { a: '1', b: '2' }));
  const path = `${blue}/configmaps/c`;
  await cluster.apply(path, configMap('c', { a: '1', b: '2' }), 'one', '&force=true');
  const { body } = await cluster.apply(path, configMap('c', { a: '1' }), 'one', '&force=true');
  expect(body.data).toEqual({ a: '1', b: '2' });
});

test('an object that nobody claims belongs to before-first-apply', async () => {
  const path = `${blue}/configmaps/c`;
  await cluster.send('POST', `${blue}/configmaps`, configMap('c', { a: '1' }));
  await cluster.patch('merge', path, { metadata: { managedFields: [{}] } });
  expect((await cluster.apply(path, configMap('c', { a: '2' }))).body.message).toContain(
    'conflict with "before-first-apply" using v1: .data.a',
  );
});

test('keyed lists merge by key, sets by value, and other items keep their place', async () => {
  const rules = (...names: string[]) => names.map((name) => ({ name }));
  await cluster.apply(mci, ingress('ing', { host: 'a.b', rules: rules('a', 'b', 'c'), tags: ['x'] }));
  const { body } = await cluster.apply(mci, ingress('ing', { rules: rules('c', 'd'), tags: ['y'] }), 'two');
  expect(body.spec).toMatchObject({ rules: rules('a', 'b', 'c', 'd'), tags: ['x', 'y'] });
  const less = await cluster.apply(mci, ingress('ing', { host: 'a.b', rules: rules('b') }));
  expect(less.body.spec).toMatchObject({ rules: rules('b', 'c', 'd'), tags: ['y'] });
});

test('one port number with TCP and UDP is two items', async () => {
  const ports = (...protocols: (string | undefined)[]) =>
    protocols.map((protocol) => ({
      port: 53,
      name: protocol?.toLowerCase() ?? 'tcp',
      ...(protocol ? { protocol } : {}),
    }));
  await cluster.apply(svc, service('web', { ports: ports(undefined, 'UDP') }));
  const { body } = await cluster.apply(svc, service('web', { ports: ports('UDP') }));
  expect(body.spec?.ports).toEqual([{ name: 'udp', port: 53, protocol: 'UDP', targetPort: 53 }]);
});

test('status and the rest are owned apart, each through its own endpoint', async () => {
  await cluster.apply(mci, { ...ingress('ing', { host: 'a.b' }), status: { VIP: '192.0.2.9' } });
  const status = await cluster.apply(
    `${mci}/status`,
    { ...ingress('ing', { host: 'z.z' }), status: { VIP: '192.0.2.1' } },
    'controller',
  );
  expect(status.body).toMatchObject({
    spec: { host: 'a.b' },
    status: { VIP: '192.0.2.1' },
    metadata: { generation: 1 },
  });
  expect(status.body.metadata?.managedFields).toMatchObject([
    { manager: 'controller', subresource: 'status', fieldsV1: { 'f:status': { 'f:VIP': {} } } },
    { manager: 'one', fieldsV1: { 'f:spec': { 'f:host': {} } } },
  ]);
});

test('a plain write takes the fields it changes away from the applier', async () => {
  await cluster.apply(mci, ingress('ing', { host: 'a.b', weight: 1 }));
  await cluster.send(
    'PATCH',
    `${mci}?fieldManager=editor`,
    { spec: { weight: 2 } },
    {
      'content-type': 'application/merge-patch+json',
    },
  );
  const refused = await cluster.apply(mci, ingress('ing', { host: 'a.b', weight: 1 }));
  expect(refused.body.message).toBe(
    'Apply failed with 1 conflict: conflict with "editor" using networking.gke.io/v1: .spec.weight',
  );
});

test.each([
  ['no manager', mci, ingress('ing', { host: 'a.b' }), 422, 'fieldManager: Required value'],
  ['managedFields', `${mci}?fieldManager=m`, ingress('ing', {}, { managedFields: [] }), 400, 'must be nil'],
  ['another name', `${mci}?fieldManager=m`, ingress('other', {}), 400, 'does not match the name on the URL'],
  ['a uid of nothing', `${mci}?fieldManager=m`, ingress('ing', {}, { uid: 'u' }), 409, 'no existing object'],
  ['an unknown field', `${mci}?fieldManager=m`, ingress('ing', { nope: 1 }), 500, '.spec.nope: field not declared'],
  ['a wrong type', `${mci}?fieldManager=m`, ingress('ing', { host: 5 }), 500, '.spec.host: expected string'],
  [
    'duplicate keys',
    `${mci}?fieldManager=m`,
    ingress('ing', { rules: [{ name: 'a' }, { name: 'a' }] }),
    500,
    '.spec.rules: duplicate entries for key [name="a"]',
  ],
])('refuses %s', async (_what, path, body, code, text) => {
  const answer = await cluster.patch('apply', path, body);
  expect(answer.code).toBe(code);
  expect(answer.body.message).toContain(text);
  if (code === 500) expect(answer.body.reason).toBeUndefined();
});

test('a version of nothing is no matter, one that is stale is, after all else', async () => {
  expect((await cluster.apply(mci, ingress('ing', { host: 'a.b' }, { resourceVersion: '1' }))).code).toBe(201);
  const stale = (spec: object) => cluster.apply(mci, ingress('ing', spec, { resourceVersion: '1' }), 'two');
  expect((await stale({ host: 'c.d' })).body.message).toContain('conflict with "one"');
  expect((await stale({ nope: 1 })).code).toBe(500);
  expect((await stale({ host: 'a.b' })).body.message).toContain('the object has been modified');
});

// Cases 48 and 83: the newest server, and those before 1.36, make null of a mapping that loses its last member.
test('a mapping that is emptied makes an object that is refused', async () => {
  const whole = (nested: object) => ingress('ing', { host: 'a.b', limits: nested });
  expect((await cluster.apply(mci, whole({ most: 1 }))).code).toBe(201);
  const emptied = await cluster.apply(mci, whole({}));
  if (serverMinor() === 36) return expect(emptied).toMatchObject({ code: 200, body: { spec: { limits: {} } } });
  expect(emptied.body.details?.causes).toMatchObject([{ field: 'spec.limits', reason: 'FieldValueTypeInvalid' }]);
  expect((await cluster.apply(mci, ingress('ing', { host: 'a.b' }))).code).toBe(200);
  expect((await cluster.apply(mci, whole({}))).body.spec).toMatchObject({ limits: {} });
});

test('case 48: a mapping that was empty from the start is kept, and may be filled', async () => {
  const whole = (nested: object) => ingress('ing', { host: 'a.b', limits: nested });
  expect(await cluster.apply(mci, whole({}))).toMatchObject({ code: 201, body: { spec: { limits: {} } } });
  expect(await cluster.apply(mci, whole({ most: 1 }))).toMatchObject({
    code: 200,
    body: { spec: { limits: { most: 1 } } },
  });
});

test('case 50: an apply with the uid of another object is refused', async () => {
  await cluster.apply(mci, ingress('ing', { host: 'a.b' }));
  const other = await cluster.apply(mci, ingress('ing', { host: 'a.b' }, { uid: 'other' }));
  expect(other.code).toBe(422);
  // A real server says it twice of a custom kind.
  expect(other.body.details?.causes).toContainEqual({
    reason: 'FieldValueInvalid',
    message: 'Invalid value: "other": field is immutable',
    field: 'metadata.uid',
  });
});

test('case 50: a label of a built-in kind that is applied as null is empty, and owned', async () => {
  const { code, body } = await cluster.apply(
    `${blue}/services/web`,
    service('web', undefined, { labels: { a: null } }),
  );
  expect(code).toBe(201);
  expect(body.metadata?.['labels']).toEqual({ a: '' });
  expect(JSON.stringify(body.metadata?.['managedFields'])).toContain('"f:labels":{"f:a":{}}');
});

test('a dry run answers what would be and stores nothing', async () => {
  const dry = await cluster.apply(mci, ingress('ing', { host: 'a.b' }), 'one', '&dryRun=All');
  expect(dry).toMatchObject({ code: 201, body: { spec: { host: 'a.b', mode: 'A' } } });
  expect(dry.body.metadata?.resourceVersion).toBeUndefined();
  expect((await cluster.get(mci)).code).toBe(404);
});
