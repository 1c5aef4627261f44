// Validation rules of definitions: evaluated at every write, or the definition is refused by name.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, namespace, startCluster, type TestCluster } from './cluster.ts';
import { definitionServed, emptyBlue, realServer } from './real-server.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

interface Rule {
  readonly rule: string;
  readonly [key: string]: unknown;
}

const kindOf = (plural: string): string => `Widget${plural.slice('widgets'.length)}`;

/** A definition whose `spec` has these properties and rules. */
function definition(plural: string, rules: readonly Rule[], rootRules: readonly Rule[]): object {
  const spec = { type: 'object', properties: PROPERTIES, 'x-kubernetes-validations': rules };
  const root = { type: 'object', properties: { spec }, 'x-kubernetes-validations': rootRules };
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: root } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural, kind: kindOf(plural) },
      versions: [{ ...version, subresources: { status: {} } }],
    },
  };
}

const PROPERTIES = {
  name: { type: 'string', maxLength: 100 },
  size: { type: 'integer' },
  ratio: { type: 'number' },
  port: { 'x-kubernetes-int-or-string': true },
  on: { type: 'boolean' },
  labels: { type: 'object', maxProperties: 10, additionalProperties: { type: 'string', maxLength: 100 } },
  tags: { type: 'array', maxItems: 10, items: { type: 'string', maxLength: 100 } },
  // Without a limit: a real server expects the worst of it, and refuses what could cost too much.
  many: { type: 'array', items: { type: 'string' } },
  kind: { type: 'string', enum: ['A', 'B'] },
  ports: {
    type: 'array',
    maxItems: 10,
    items: { type: 'object', properties: { port: { type: 'integer' }, name: { type: 'string', maxLength: 100 } } },
  },
};

let cluster: TestCluster;
// On a real server a definition takes its time to go, so each test has its own.
let plural = 'widgets';
let widgets = '';
beforeEach(async () => {
  cluster = startCluster();
  const real = realServer();
  if (real !== undefined) await emptyBlue(real);
  await cluster.send('POST', '/api/v1/namespaces', namespace('blue'));
  if (real !== undefined) plural = `widgets${Date.now()}`;
  widgets = `/apis/example.com/v1/namespaces/blue/${plural}`;
});
afterEach(() => cluster.send('DELETE', `${DEFINITIONS}/${plural}.example.com`));

async function define(rules: readonly Rule[], rootRules: readonly Rule[] = []): Promise<Answer> {
  const answer = await cluster.send('POST', DEFINITIONS, definition(plural, rules, rootRules));
  const real = realServer();
  if (real !== undefined && answer.code === 201)
    await definitionServed(real, `${DEFINITIONS}/${plural}.example.com`, widgets);
  return answer;
}

const widget = (spec: object, metadata: object = { name: 'one' }): object => ({
  apiVersion: 'example.com/v1',
  kind: kindOf(plural),
  metadata,
  spec,
});
const create = (spec: object, name = 'one') => cluster.send('POST', widgets, widget(spec, { name }));

describe('expressions', () => {
  it.each([
    ['self.size > 3', { size: 4 }, { size: 3 }],
    ['self.size >= -2 && self.size <= 2 + 3 - 1', { size: -2 }, { size: 5 }],
    ['self.size == 1 || self.name != "a"', { size: 2, name: 'b' }, { size: 2, name: 'a' }],
    ['self.ratio < self.ratio || self.ratio == self.ratio', { ratio: 0.5 }, {}],
    ['!self.on', { on: false }, { on: true }],
    ['self.on ? self.size == 1 : self.size == 2', { on: true, size: 1 }, { on: false, size: 1 }],
    [
      "self.name.startsWith('a') && self.name.endsWith('\\'') && self.name.contains(\"b\")",
      { name: "ab'" },
      { name: 'ab' },
    ],
    ['self.name.size() == 2', { name: '🙂x' }, { name: 'x' }],
    ['size(self.tags) < 2', { tags: ['a'] }, { tags: ['a', 'b'] }],
    ['has(self.name) != has(self.size)', { name: 'x' }, { name: 'x', size: 1 }],
    ["self.name in ['a', 'b']", { name: 'b' }, { name: 'c' }],
    ["'x' in self.labels && self.labels['x'] == self.labels.x", { labels: { x: '1' } }, { labels: { y: '1' } }],
    ['self.labels.all(key, key.size() <= 2)', { labels: { ab: '' } }, { labels: { abc: '' } }],
    ['self.tags[1] == "b"', { tags: ['a', 'b'] }, { tags: ['a'] }],
    ['self.tags.exists(t, t == "b")', { tags: ['a', 'b'] }, { tags: ['a'] }],
    [
      'self.ports.all(p, self.ports.exists_one(q, q.port == p.port))',
      { ports: [{ port: 1 }, { port: 2 }] },
      { ports: [{ port: 1 }, { port: 1 }] },
    ],
    ['self.port == 80 || self.port == "http"', { port: 'http' }, { port: 81 }],
    // Either side decides alone, also when the other one has no value.
    ['self.name == "a" || self.size == 1', { size: 1 }, { size: 2 }],
    ['!(self.name == "a" && self.size == 1)', { size: 2 }, { size: 1 }],
    [
      'self.ports.exists(p, p.name == "a")',
      { ports: [{ port: 1 }, { name: 'a' }] },
      { ports: [{ port: 1 }, { name: 'b' }] },
    ],
    ['self.name < "b" && (self.name) >= "a"', { name: 'az' }, { name: 'b' }],
  ])('%s', async (rule, good, bad) => {
    expect((await define([{ rule }])).code).toBe(201);
    expect((await create(good)).code).toBe(201);
    expect((await create(bad, 'two')).code).toBe(422);
  });

  it.each([
    ['self.size ==', 'mismatched input'],
    ['self.nope == 1', "undefined field 'nope'"],
    ['selff.size == 1', "undeclared reference to 'selff'"],
    ['self.size == "1"', 'no matching overload'],
    ['self.size + 1', 'must evaluate to a bool'],
    ['self.on.all(x, true)', 'cannot be range of a comprehension'],
    ['self.name.size() == 1 )', 'extraneous input'],
    ['self.name == "a', 'token recognition error'],
    ['self.on # 1', 'token recognition error'],
    ['', 'Required value'],
  ])('%s is refused with the definition', async (rule, said) => {
    const { code, body } = await define([{ rule }]);
    expect(code).toBe(422);
    expect(body.message).toContain(said);
    const at = 'spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule';
    expect(body.details).toMatchObject({ causes: [{ field: at }] });
    expect((await cluster.get(`${DEFINITIONS}/${plural}.example.com`)).code).toBe(404);
  });

  it.each([
    ['self.size == oldSelf.size', 'oldSelf'],
    ['self.name.matches("^a")', 'the function matches'],
    ['self.size * 2 == 4', '"*"'],
    ['self.ratio < 1.5', 'the number'],
    ['self.tags == ["a"]', 'between lists'],
    ['self.tags.map(t, t).size() == 1', 'the function map'],
    ['self.name == r"a"', 'the string prefix r'],
    ['self.name == null', 'null'],
  ])('%s is CEL, but not built here: 501 names it', async (rule, what) => {
    const { code, body } = await define([{ rule }]);
    expect([code, body.reason]).toEqual([501, 'NotImplemented']);
    expect(body.message).toContain(what);
    expect(body.message).toContain(JSON.stringify(rule));
    expect((await cluster.get(`${DEFINITIONS}/${plural}.example.com`)).code).toBe(404);
  });

  it('a rule with a member that is not built is 501, too', async () => {
    for (const extra of [{ messageExpression: '"x"' }, { fieldPath: '.size' }, { optionalOldSelf: true }]) {
      expect((await define([{ rule: 'self.size == 1', ...extra }])).code).toBe(501);
    }
  });
});

describe('a broken rule', () => {
  it('is said at its place, with its message and reason', async () => {
    const rootRules = [{ rule: "self.metadata.name != 'bad'", message: 'not that name' }];
    const rules = [
      { rule: 'self.size < 3', message: 'too big', reason: 'FieldValueForbidden' },
      { rule: 'self.size != 7' },
    ];
    expect((await define(rules, rootRules)).code).toBe(201);
    const { code, body } = await create({ size: 7 }, 'bad');
    expect(code).toBe(422);
    expect(body).toMatchObject({
      reason: 'Invalid',
      message: `${kindOf(plural)}.example.com "bad" is invalid: [<nil>: Invalid value: "object": not that name, spec: Forbidden: too big, spec: Invalid value: "object": failed rule: self.size != 7]`,
      details: {
        causes: [
          { reason: 'FieldValueInvalid', field: '<nil>' },
          { reason: 'FieldValueForbidden', field: 'spec' },
          { reason: 'FieldValueInvalid', field: 'spec' },
        ],
      },
    });
  });

  it('stops PUT, patch, apply and dry run alike', async () => {
    await define([{ rule: 'self.size < 3' }]);
    const { body } = await create({ size: 1 });
    const { resourceVersion = '' } = body.metadata ?? {};
    const whole = widget({ size: 3 });
    const put = widget({ size: 3 }, { name: 'one', resourceVersion });
    expect((await cluster.send('PUT', `${widgets}/one`, put)).code).toBe(422);
    expect((await cluster.patch('merge', `${widgets}/one`, { spec: { size: 3 } })).code).toBe(422);
    expect((await cluster.apply(`${widgets}/one`, whole, 'two', '&force=true')).code).toBe(422);
    expect((await cluster.send('POST', `${widgets}?dryRun=All`, widget({ size: 3 }, { name: 'new' }))).code).toBe(422);
    expect((await cluster.get(`${widgets}/one`)).body.spec).toEqual({ size: 1 });
  });

  it('without a value says why', async () => {
    await define([{ rule: 'self.size < 3' }]);
    expect((await create({})).body.message).toContain(
      'spec: Invalid value: "object": no such key: size evaluating rule: failed rule: self.size < 3',
    );
  });

  it('is not looked for in an object that is broken otherwise', async () => {
    await define([{ rule: 'self.size < 3' }]);
    const { body } = await create({ size: 7, kind: 'C' });
    expect(body.message).toContain('spec.kind: Unsupported value: "C"');
    expect(body.message).toContain('<nil>: Invalid value: "null": some validation rules were not checked');
    expect(body.message).not.toContain('failed rule');
  });

  it('may take so many steps and no more', async () => {
    const rule = 'self.many.all(a, self.many.all(b, self.many.all(c, a != b || b != c || a == c)))';
    expect((await define([{ rule }])).code).toBe(201);
    expect((await create({ many: ['a', 'b'] })).code).toBe(201);
    const { code, body } = await create({ many: Array.from({ length: 200 }, () => 'same') }, 'two');
    expect(code).toBe(422);
    expect(body.message).toContain('operation cancelled: actual cost limit exceeded');
  });
});

describe('the definitions of the config clusters', () => {
  const shipped = (name: string): object =>
    JSON.parse(readFileSync(new URL(`../../../schemas/crds/${name}.json`, import.meta.url), 'utf8')) as object;

  it('are taken, and their rules hold', async () => {
    for (const name of ['multiclusteringresses', 'multiclusterservices', 'frontendconfigs']) {
      expect((await cluster.send('POST', DEFINITIONS, shipped(`${name}.networking.gke.io`))).code).toBe(201);
    }
    expect((await cluster.send('POST', DEFINITIONS, shipped('backendconfigs.cloud.google.com'))).code).toBe(201);
    const service = (name: string) =>
      cluster.send('POST', '/apis/networking.gke.io/v1/namespaces/blue/multiclusterservices', {
        apiVersion: 'networking.gke.io/v1',
        kind: 'MultiClusterService',
        metadata: { name },
        spec: { template: { spec: { selector: { app: 'foo' }, ports: [{ port: 8080 }] } } },
      });
    expect((await service('a'.repeat(63))).code).toBe(201);
    const { code, body } = await service('a'.repeat(64));
    expect(code).toBe(422);
    expect(body.message).toContain('at most 63 characters');
  });
});
