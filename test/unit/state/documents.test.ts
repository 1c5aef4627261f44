// Every kind of document: where it lies, who writes it, and that what is written is what is read.
import { describe, expect, test } from 'vitest';
import { canonicalJson, isJsonObject, type JsonObject, objectAt } from '../../../lib/core/index.ts';
import { DOCUMENTS } from '../../../lib/state/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { type Example, EXAMPLES } from './examples.ts';
import { clusterRef, computeRef } from '../../../lib/features/ingress/kinds/index.ts';

const { signal } = new AbortController();

function kindOf({ collection }: Example): (typeof DOCUMENTS)[number] {
  return DOCUMENTS.find((kind) => kind.collection === collection) ?? expect.fail(`${collection} is no collection`);
}

const named = EXAMPLES.map((example): [string, Example] => [example.key, example]);

/** The example as it lies in its bucket, then changed by hand. */
async function changed(example: Example, change: (document: JsonObject) => JsonObject) {
  const store = createMemoryStore(createFixedClock());
  const bucket = store[kindOf(example).bucket];
  await example.write(store);
  const document: unknown = JSON.parse((await bucket.read(example.key, signal))?.text ?? '');
  if (!isJsonObject(document)) throw new TypeError('every document is an object');
  bucket.put(example.key, JSON.stringify(change(document)));
  return example.look(store);
}

describe('the kinds', () => {
  test('each have an example', () => {
    expect(new Set(EXAMPLES.map(({ collection }) => collection))).toEqual(
      new Set(DOCUMENTS.map(({ collection }) => collection)),
    );
  });

  test('each have a collection of their own, so that rights can be given by it', () => {
    const places = DOCUMENTS.map(({ bucket, collection }) => `${bucket}/${collection}`);
    expect(new Set(places).size).toBe(DOCUMENTS.length);
    for (const { collection } of DOCUMENTS) expect(collection).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  });

  test('that release a plan, or say who did, are written by the reporter and by people alone', () => {
    for (const { bucket, collection, writers } of DOCUMENTS) {
      expect(writers.length, collection).toBeGreaterThan(0);
      if (bucket === 'state') continue;
      expect(['reporter', 'person'], collection).toEqual(expect.arrayContaining([...writers]));
    }
  });

  test('that the worker goes by are none of the planner’s, which reads what strangers write', () => {
    const ofPlanner = DOCUMENTS.filter(({ writers }) => writers.includes('planner'));
    const collections = ofPlanner.map(({ collection }) => collection);
    for (const own of ['applied', 'finished', 'leases', 'open', 'rollbacks', 'runs'])
      expect(collections).not.toContain(own);
  });
});

describe.each(named)('%s', (_key, example) => {
  test('is read as it was written, byte for byte when it is written again', async () => {
    const store = createMemoryStore(createFixedClock());
    const { bucket, name } = kindOf(example);
    const { generation } = await example.write(store);
    expect(store[bucket].keys()).toEqual([example.key]);
    const first = (await store[bucket].read(example.key, signal))?.text;
    expect(first).toBe(canonicalJson({ ...example.value, schema: `rangelight/${name}/v2` }));
    expect(await example.look(store)).toEqual({ found: { value: example.value, generation } });
    await example.write(store, generation);
    expect((await store[bucket].read(example.key, signal))?.text).toBe(first);
  });

  test.each([
    [1, (schema: string, read: string) => `is of version 1 (${schema}): only ${read} is read here`],
    [99, (schema: string, read: string) => expect.stringContaining(`is ${schema}, and ${read} is read here`) as string],
  ])('is refused as of version %i', async (version, words) => {
    const { name } = kindOf(example);
    const schema = `rangelight/${name}/v${version}`;
    const why = words(schema, `rangelight/${name}/v2`);
    expect(await changed(example, (document) => ({ ...document, schema }))).toMatchObject({ damage: { why } });
  });

  test('is refused with a member that nobody knows, and without one that it must have', async () => {
    expect(await changed(example, (document) => ({ ...document, stray: 1 }))).toHaveProperty('damage');
    const { shape } = kindOf(example);
    const required = 'required' in shape.schema ? shape.schema.required : [];
    for (const member of Array.isArray(required) ? required : []) {
      const without = (document: JsonObject): JsonObject =>
        Object.fromEntries(Object.entries(document).filter(([key]) => key !== member));
      expect(await changed(example, without), String(member)).toHaveProperty('damage');
    }
  });
});

describe('a ref in a document', () => {
  const example = EXAMPLES.find(({ collection }) => collection === 'applied') ?? expect.fail('applied has an example');
  const withRef = (ref: object) =>
    changed(example, (document) => {
      const [[key, resource] = expect.fail('something is applied')] = Object.entries(objectAt(document, 'resources'));
      return { ...document, resources: { [key]: { ...objectAt(resource), ref: { ...ref } } } };
    });
  const map = computeRef('urlMap', 'p', 'um');
  const whole = clusterRef('multiClusterIngress', 'us-west1/gke-us', 'one', 'blue');
  const { subresource, ...cut } = clusterRef('multiClusterIngressStatus', 'us-west1/gke-us', 'one', 'blue');

  test.each([
    ['of Compute', map],
    ['in a cluster', whole],
    ['of a part', { ...cut, subresource }],
  ])('%s is read', async (_, ref) => {
    expect(await withRef(ref)).toHaveProperty('found');
  });

  test.each([
    ['says two kinds of Compute', { ...map, kind: 'healthCheck' }],
    ['says two kinds in clusters', { ...whole, plural: 'services' }],
    ['is of another group', { ...whole, group: 'acme.example' }],
    ['is of a kind that nobody knows', { ...map, kind: 'router', collection: 'routers' }],
    ['says a part as the whole', cut],
    ['says the whole as a part', { ...whole, subresource }],
  ])('that %s is damage', async (_, ref) => {
    expect(await withRef(ref)).toHaveProperty('damage');
  });
});
