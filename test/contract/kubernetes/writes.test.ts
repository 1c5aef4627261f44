// POST, PUT, merge patches and DELETE with everything that can stand in their way.
import { beforeEach, expect, test } from 'vitest';
import {
  type TestCluster,
  blue,
  configMap,
  ingress,
  ingresses,
  namespace,
  service,
  startBlueCluster,
} from './cluster.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startBlueCluster();
});

const mci = `${ingresses}/ing`;

test('generation counts changes of the spec, resourceVersion counts all, a no-op counts nothing', async () => {
  const made = await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  const version = made.body.metadata?.resourceVersion;
  const noop = await cluster.patch('merge', mci, { spec: { host: 'a.b' } });
  expect(noop.body.metadata).toMatchObject({ generation: 1, resourceVersion: version });
  const label = await cluster.patch('merge', mci, { metadata: { labels: { a: 'b' } } });
  expect(label.body.metadata?.generation).toBe(1);
  expect(Number(label.body.metadata?.resourceVersion)).toBeGreaterThan(Number(version));
  const spec = await cluster.patch('merge', mci, { spec: { weight: 9 } });
  expect(spec.body.metadata?.generation).toBe(2);
});

test('a taken name, a missing namespace, a stale version', async () => {
  await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  expect((await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }))).body).toMatchObject({
    reason: 'AlreadyExists',
    code: 409,
  });
  expect((await cluster.send('POST', '/api/v1/namespaces/none/configmaps', configMap('c'))).body).toMatchObject({
    code: 404,
    details: { name: 'none', kind: 'namespaces' },
  });
  const stale = ingress('ing', { host: 'c.d' }, { resourceVersion: '1' });
  expect((await cluster.send('PUT', mci, stale)).body).toMatchObject({
    code: 409,
    reason: 'Conflict',
    message:
      'Operation cannot be fulfilled on multiclusteringresses.networking.gke.io "ing": the object has been modified; please apply your changes to the latest version and try again',
  });
});

test('a custom object cannot be put without a version; an absent Service can be put', async () => {
  await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  expect((await cluster.send('PUT', mci, ingress('ing', { host: 'c.d' }))).code).toBe(422);
  expect((await cluster.send('PUT', `${blue}/services/web`, service('web'))).code).toBe(201);
});

test('unknown fields: pruned with a warning, silently under Ignore, refused under Strict', async () => {
  const odd = ingress('ing', { host: 'a.b', foo: 1, open: { any: 'thing' } });
  const made = await cluster.send('POST', ingresses, odd);
  expect(made.headers.get('warning')).toBe('299 - "unknown field \\"spec.foo\\""');
  expect(made.body.spec).toEqual({ host: 'a.b', mode: 'A', open: { any: 'thing' } });
  const ignored = await cluster.send('POST', `${ingresses}?fieldValidation=Ignore&dryRun=All`, {
    ...odd,
    metadata: { name: 'two' },
  });
  expect(ignored.headers.get('warning')).toBeNull();
  const strict = await cluster.send('POST', `${ingresses}?fieldValidation=Strict`, odd);
  expect(strict).toMatchObject({ code: 400 });
  expect(strict.body.message).toContain('strict decoding error: unknown field "spec.foo"');
});

test.each([
  [{}, 'spec.host', 'FieldValueRequired'],
  [{ host: 'A' }, 'spec.host', 'FieldValueInvalid'],
  [{ host: 'abcdefghijkl' }, 'spec.host', 'FieldValueTooLong'],
  [{ host: 'a.b', mode: 'C' }, 'spec.mode', 'FieldValueNotSupported'],
  [{ host: 'a.b', weight: 101 }, 'spec.weight', 'FieldValueInvalid'],
  [{ host: 'a.b', weight: 'x' }, 'spec.weight', 'FieldValueTypeInvalid'],
  [{ host: 'a.b', port: true }, 'spec.port', 'FieldValueTypeInvalid'],
  [{ host: 'a.b', tags: ['x', 'x'] }, 'spec.tags[1]', 'FieldValueDuplicate'],
])('the schema refuses %j', async (spec, field, reason) => {
  const { code, body } = await cluster.send('POST', ingresses, ingress('ing', spec));
  expect(code).toBe(422);
  expect(body).toMatchObject({ reason: 'Invalid', details: { name: 'ing', kind: 'MultiClusterIngress' } });
  expect(body.details?.causes).toContainEqual(expect.objectContaining({ field, reason }));
});

test('the schema takes int-or-string both ways and null where it is allowed', async () => {
  const spec = { host: 'a.b', port: 'http', note: null };
  expect((await cluster.send('POST', ingresses, ingress('one', spec))).body.spec).toMatchObject(spec);
  expect((await cluster.send('POST', ingresses, ingress('two', { host: 'a.b', port: 80 }))).code).toBe(201);
});

test('a dry run of any write changes nothing and sends no event', async () => {
  const made = await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  const { resourceVersion } = made.body.metadata ?? {};
  const dry = `${mci}?dryRun=All`;
  const changed = ingress('ing', { host: 'c.d' }, { resourceVersion });
  expect((await cluster.send('PUT', dry, changed)).body.spec).toMatchObject({ host: 'c.d' });
  expect((await cluster.patch('merge', dry, { spec: { host: 'c.d' } })).body.spec).toMatchObject({ host: 'c.d' });
  expect((await cluster.patch('merge', `${mci}/status?dryRun=All`, { status: { VIP: '1' } })).code).toBe(200);
  expect((await cluster.send('DELETE', dry)).code).toBe(200);
  expect((await cluster.send('DELETE', `${ingresses}?dryRun=All`)).code).toBe(200);
  expect((await cluster.send('PUT', dry, ingress('ing', { host: 'X' }, { resourceVersion }))).code).toBe(422);
  expect((await cluster.get(mci)).body).toEqual(made.body);
});

test('a delete obeys its preconditions', async () => {
  const made = await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  const { uid, resourceVersion } = made.body.metadata ?? {};
  expect((await cluster.send('DELETE', mci, { preconditions: { uid: 'other' } })).code).toBe(409);
  expect((await cluster.send('DELETE', mci, { preconditions: { uid, resourceVersion: '1' } })).code).toBe(409);
  expect((await cluster.send('DELETE', mci, { preconditions: { uid, resourceVersion } })).body).toMatchObject({
    kind: 'Status',
    status: 'Success',
    details: { name: 'ing', uid },
  });
});

test('finalizers hold a deleted object, admit no new ones, and the last one lets it go', async () => {
  await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }, { finalizers: ['x/y'] }));
  const marked = await cluster.send('DELETE', mci);
  expect(marked.body.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 2 });
  expect(marked.body.metadata?.deletionTimestamp).toBeDefined();
  expect((await cluster.patch('merge', mci, { metadata: { finalizers: ['x/y', 'new/one'] } })).code).toBe(422);
  expect((await cluster.patch('merge', mci, { metadata: { finalizers: null } })).code).toBe(200);
  expect((await cluster.get(mci)).code).toBe(404);
});

test('a scheduled pod stays for its grace until it is deleted with none', async () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] },
  };
  await cluster.send('POST', `${blue}/pods`, pod);
  const leaving = await cluster.send('DELETE', `${blue}/pods/p`);
  expect(leaving.body.metadata).toMatchObject({
    deletionGracePeriodSeconds: 30,
    deletionTimestamp: expect.any(String) as string,
  });
  expect((await cluster.get(`${blue}/pods/p`)).code).toBe(200);
  await cluster.send('DELETE', `${blue}/pods/p`, { gracePeriodSeconds: 0 });
  expect((await cluster.get(`${blue}/pods/p`)).code).toBe(404);
});

test('deletecollection goes by selector', async () => {
  for (const [name, tier] of [
    ['a', 'x'],
    ['b', 'y'],
  ] as const) {
    await cluster.send('POST', `${blue}/configmaps`, configMap(name, {}, { labels: { tier } }));
  }
  await cluster.send('DELETE', `${blue}/configmaps?labelSelector=tier%3Dx`);
  expect((await cluster.get(`${blue}/configmaps`)).body.items?.map((item) => item.metadata?.name)).toEqual(['b']);
});

test('a strategic merge patch merges keyed lists of built-in kinds and is refused for custom ones', async () => {
  await cluster.send('POST', `${blue}/services`, service('web', { ports: [{ port: 80, name: 'a' }] }));
  const patch = { spec: { ports: [{ port: 81, name: 'b' }] } };
  const { body } = await cluster.patch('strategic', `${blue}/services/web`, patch);
  expect(body.spec?.ports).toMatchObject([{ port: 81 }, { port: 80 }]);
  await cluster.send('POST', ingresses, ingress('ing', { host: 'a.b' }));
  expect((await cluster.patch('strategic', mci, patch)).code).toBe(415);
});

test('a strategic merge patch puts finalizers that are new before those that stood', async () => {
  const map = `${blue}/configmaps/a`;
  const finalizers = async (names: readonly string[]) =>
    (await cluster.patch('strategic', map, { metadata: { finalizers: names } })).body.metadata?.['finalizers'];
  await cluster.send('POST', `${blue}/configmaps`, configMap('a', {}, { finalizers: ['a.b/1', 'a.b/2'] }));
  expect(await finalizers(['a.b/3', 'a.b/1'])).toEqual(['a.b/3', 'a.b/1', 'a.b/2']);
  expect(await finalizers(['a.b/2', 'a.b/4'])).toEqual(['a.b/3', 'a.b/1', 'a.b/2', 'a.b/4']);
});

test('the main endpoint leaves status alone, /status leaves the rest alone', async () => {
  await cluster.send('POST', ingresses, { ...ingress('ing', { host: 'a.b' }), status: { VIP: '1' } });
  expect((await cluster.get(mci)).body.status).toBeUndefined();
  const { body } = await cluster.patch('merge', `${mci}/status`, { spec: { host: 'z.z' }, status: { VIP: '2' } });
  expect(body).toMatchObject({ spec: { host: 'a.b' }, status: { VIP: '2' } });
  expect((await cluster.patch('merge', mci, { status: { VIP: '3' } })).body.status).toEqual({ VIP: '2' });
});

test('namespaces are labelled with their own name', async () => {
  const { body } = await cluster.send('POST', '/api/v1/namespaces?dryRun=All', namespace('green'));
  expect(body).toMatchObject({
    metadata: { labels: { 'kubernetes.io/metadata.name': 'green' } },
    status: { phase: 'Active' },
  });
});
