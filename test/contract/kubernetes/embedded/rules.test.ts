// Validation rules where the embedded server is its own: what it does not build, how far it goes, and the rules of the
// definitions that this repository ships.
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, namespace, startCluster, type TestCluster } from '../cluster.ts';
import { DEFINITIONS, definition, kindOf, type Rule } from '../widgets.ts';

const plural = 'widgets';
const widgets = `/apis/example.com/v1/namespaces/blue/${plural}`;
let cluster: TestCluster;
beforeEach(async () => {
  cluster = startCluster();
  await cluster.send('POST', '/api/v1/namespaces', namespace('blue'));
});

const define = (rules: readonly Rule[]): Promise<Answer> =>
  cluster.send('POST', DEFINITIONS, definition(plural, rules, []));
const create = (spec: object, name = 'one'): Promise<Answer> =>
  cluster.send('POST', widgets, { apiVersion: 'example.com/v1', kind: kindOf(plural), metadata: { name }, spec });

describe('a rule', () => {
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
    JSON.parse(readFileSync(new URL(`../../../../schemas/crds/${name}.json`, import.meta.url), 'utf8')) as object;

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
