// Validation rules of definitions: evaluated at every write, or the definition is refused by name.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, namespace, startCluster, type TestCluster } from './cluster.ts';
import { definitionServed, emptyBlue, realServer, serverMinor } from './real-server.ts';
import { DEFINITIONS, definition, kindOf, type Rule } from './widgets.ts';

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
    const at = 'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule';
    expect(body.details).toMatchObject({ causes: [{ field: at }] });
    expect((await cluster.get(`${DEFINITIONS}/${plural}.example.com`)).code).toBe(404);
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
    // Since 1.35 objects are not printed.
    const object = serverMinor() < 35 ? '"object": ' : '';
    const { code, body } = await create({ size: 7 }, 'bad');
    expect(code).toBe(422);
    expect(body).toMatchObject({
      reason: 'Invalid',
      message: `${kindOf(plural)}.example.com "bad" is invalid: [<nil>: Invalid value: ${object}not that name, spec: Forbidden: too big, spec: Invalid value: ${object}failed rule: self.size != 7]`,
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
    expect((await create({})).body.message).toContain('no such key: size evaluating rule: self.size < 3');
  });

  it('is not looked for in an object that is broken otherwise', async () => {
    await define([{ rule: 'self.size < 3' }]);
    const { body } = await create({ size: 7, kind: 'C' });
    expect(body.message).toContain('spec.kind: Unsupported value: "C"');
    expect(body.message).toContain(
      `<nil>: Invalid value: ${serverMinor() < 34 ? '"null"' : 'null'}: some validation rules were not checked`,
    );
    expect(body.message).not.toContain('failed rule');
  });
});
