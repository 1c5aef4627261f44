// What a real server refuses in any object, whoever sends it: metadata, sizes, and definitions that are not structural.
import { expect, test } from 'vitest';
import { blue, configMap, ingress, ingresses, startBlueCluster } from './cluster.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const owner = { apiVersion: 'v1', kind: 'X', name: 'x', uid: '1' };

test.each([
  ['a label value', { labels: { a: 'x y' } }, 'metadata.labels', 'a valid label must be an empty string or consist of'],
  ['a long label value', { labels: { a: 'x'.repeat(64) } }, 'metadata.labels', 'must be no more than 63'],
  ['a label key', { labels: { 'a b': 'x' } }, 'metadata.labels', 'name part must consist of'],
  [
    'the prefix of a label key',
    { labels: { 'A_/b': 'x' } },
    'metadata.labels',
    'prefix part a lowercase RFC 1123 subdomain',
  ],
  ['an empty name', { labels: { 'a.b/': 'x' } }, 'metadata.labels', 'name part must be non-empty'],
  ['an annotation key', { annotations: { 'a b': 'x' } }, 'metadata.annotations', 'name part must consist of'],
  ['too many annotations', { annotations: { a: 'x'.repeat(262_144) } }, 'metadata.annotations', 'Too long'],
  ['a finalizer', { finalizers: ['nope'] }, 'metadata.finalizers', 'nor is it fully qualified'],
  ['an owner without a uid', { ownerReferences: [{ ...owner, uid: '' }] }, 'metadata.ownerReferences', ''],
])('%s that is not well formed is 422', async (_, metadata, field, said) => {
  const { send, get } = await startBlueCluster();
  const { code, body } = await send('POST', `${blue}/configmaps`, configMap('one', {}, metadata));
  expect([code, body.reason]).toEqual([422, 'Invalid']);
  expect(body.message).toContain(field);
  expect(body.message).toContain(said);
  expect((await get(`${blue}/configmaps/one`)).code).toBe(404);
});

test('what is well formed passes, at its longest', async () => {
  const { send, patch } = await startBlueCluster();
  const metadata = {
    labels: { ['a'.repeat(63)]: 'x'.repeat(63), 'example.com/A.b_c-d': '' },
    annotations: { 'Example.com/Key': 'any text at all' },
    finalizers: ['example.com/hold', 'orphan'],
    ownerReferences: [owner],
  };
  expect((await send('POST', `${blue}/configmaps`, configMap('one', {}, metadata))).code).toBe(201);
  const held = ingress('one', { host: 'a.b' }, { finalizers: ['mci.finalizer.networking.gke.io'] });
  expect((await send('POST', ingresses, held)).code).toBe(201);
  const broken = { metadata: { labels: { a: '-' } } };
  expect((await patch('merge', `${blue}/configmaps/one`, broken)).code).toBe(422);
});

test('ConfigMaps, bodies and names of managers have their limits', async () => {
  const { send } = await startBlueCluster();
  const post = (name: string, data: object, query = '') =>
    send('POST', `${blue}/configmaps${query}`, configMap(name, data));
  expect(await post('large', { a: 'x'.repeat(1_048_577) })).toMatchObject({ code: 422 });
  expect((await post('key', { 'a b': 'x' })).body.message).toContain('a valid config key must consist of');
  expect(await post('huge', { a: 'x'.repeat(3_200_000) })).toMatchObject({ code: 413 });
  expect(await post('manager', {}, `?fieldManager=${'x'.repeat(129)}`)).toMatchObject({ code: 422 });
  expect((await post('fits', { 'a.b-C_1': 'x'.repeat(1_000_000) }, `?fieldManager=${'x'.repeat(128)}`)).code).toBe(201);
});

const definition = (group: string, schema: object): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `gadgets.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'gadgets', kind: 'Gadget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
  },
});
const withSpec = (spec: object): object => ({ type: 'object', properties: { spec } });
const text = { type: 'string' };
const keyed = (items: object, keys?: readonly string[]): object =>
  withSpec({
    type: 'array',
    'x-kubernetes-list-type': 'map',
    ...(keys === undefined ? {} : { 'x-kubernetes-list-map-keys': keys }),
    items: { type: 'object', ...items },
  });

test.each([
  ['root that is no object', { type: 'string' }, 'must be object at the root'],
  ['unknown type', withSpec({ type: 'nope' }), 'Unsupported value: "nope"'],
  [
    'map and members at once',
    withSpec({ type: 'object', properties: { a: text }, additionalProperties: text }),
    'mutual exclusive',
  ],
  ['map list without keys', keyed({ properties: { a: text } }), 'must not be empty if x-kubernetes-list-type is map'],
  [
    'key that may be absent',
    keyed({ properties: { a: text } }, ['a']),
    'must have a default or be a required property',
  ],
  ['key that is no member', keyed({ properties: { a: text } }, ['b']), 'entries must all be names of item properties'],
  [
    'list type of its own',
    withSpec({ type: 'array', 'x-kubernetes-list-type': 'bag', items: text }),
    'Unsupported value',
  ],
  ['list type on an object', withSpec({ type: 'object', 'x-kubernetes-list-type': 'set' }), 'must be array'],
  [
    'set of objects',
    withSpec({ type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } }),
    'must be atomic as item of a list',
  ],
  ['default of another type', withSpec({ type: 'string', default: 1 }), 'must be of type string'],
  ['quadratic check', withSpec({ type: 'array', uniqueItems: true, items: text }), 'quadratic'],
  ['reference', withSpec({ ...text, $ref: '#/x' }), '$ref is not supported'],
  ['type inside anyOf', withSpec({ ...text, anyOf: [text] }), 'must be empty to be structural'],
  [
    'rule about labels',
    { type: 'object', properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } } },
    'anything other than name and generateName',
  ],
])('a definition with a %s is 422', async (_, schema, said) => {
  const { send } = await startBlueCluster();
  const { code, body } = await send('POST', DEFINITIONS, definition('example.org', schema));
  expect([code, body.reason]).toEqual([422, 'Invalid']);
  expect(body.message).toContain(said);
});

test.each([
  ['a map with no members beside', withSpec({ type: 'object', properties: {}, additionalProperties: text })],
  ['nothing below an object', withSpec({ type: 'object', additionalProperties: false })],
  ['the type of an int-or-string', withSpec({ ...text, 'x-kubernetes-int-or-string': true })],
])('a definition with %s is taken', async (_, schema) => {
  const { send } = await startBlueCluster();
  expect((await send('POST', `${DEFINITIONS}?dryRun=All`, definition('example.org', schema))).code).toBe(201);
});

test('a definition in a group of Kubernetes needs its approval', async () => {
  const { send } = await startBlueCluster();
  const { code, body } = await send('POST', DEFINITIONS, definition('gadgets.k8s.io', withSpec(text)));
  expect([code, body.message]).toEqual([422, expect.stringContaining('api-approved.kubernetes.io')]);
});
