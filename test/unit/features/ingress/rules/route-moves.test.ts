// Which routes move, and the map between.
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../lib/diff/index.ts';
import { diffFields } from '../../../../../lib/diff/index.ts';
import { type JsonObject, objectsAt } from '../../../../../lib/core/index.ts';
import { names, refKey } from '../../../../../lib/model/index.ts';
import { movedWork, routeMoves, routesOf, warmBody } from '../../../../../lib/features/ingress/rules/route-moves.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { gatesOf } from '../../../../../lib/features/ingress/rules/gates.ts';

const service = (name: string) => refKey(computeRef('backendService', 'p', name));
const ref = computeRef('urlMap', 'p', 'm');

function map(defaultService: string, hosts: Readonly<Record<string, Readonly<Record<string, string>>>>): JsonObject {
  return {
    defaultService: service(defaultService),
    hostRules: Object.keys(hosts).map((host) => ({ hosts: [host], pathMatcher: host })),
    pathMatchers: Object.entries(hosts).map(([name, paths]) => ({
      name,
      defaultService: service(defaultService),
      pathRules: Object.entries(paths).map(([path, to]) => ({ paths: [path], service: service(to) })),
    })),
  };
}

function change(before: JsonObject, after: JsonObject, more: Partial<Change> = {}): Change {
  return {
    key: refKey(ref),
    ref,
    kind: 'update',
    cause: 'pending',
    maker: 'rangelight',
    owners: [],
    needs: [],
    fields: [],
    impact: 'none',
    why: '',
    before,
    after: { name: 'm', description: 'mark', ...after },
    ...more,
  };
}

describe('routes that move', () => {
  test('name the newcomer and whom it takes over from', () => {
    const moved = change(
      map('d', { a: { '/*': 'old' }, b: { '/*': 'old-b' } }),
      map('d', { a: { '/*': 'new' }, b: { '/*': 'new' } }),
    );
    expect(routeMoves(moved)).toEqual([
      { to: service('new'), from: [service('old'), service('old-b')], reached: false },
    ]);
  });

  test('know a newcomer that the map reaches already', () => {
    const moved = change(
      map('d', { a: { '/*': 'one' }, b: { '/*': 'two' } }),
      map('d', { a: { '/*': 'two' }, b: { '/*': 'two' } }),
    );
    expect(routeMoves(moved)).toEqual([{ to: service('two'), from: [service('one')], reached: true }]);
  });

  test('count the default backend, of the map and of every host', () => {
    const moved = change(map('d', { a: { '/*': 'one' } }), map('e', { a: { '/*': 'one' } }));
    expect(routeMoves(moved)).toEqual([{ to: service('e'), from: [service('d')], reached: false }]);
  });

  test('name those that they take over from in order', () => {
    const moved = change(
      map('d', { a: { '/*': 'z' }, b: { '/*': 'a' } }),
      map('d', { a: { '/*': 'n' }, b: { '/*': 'n' } }),
    );
    expect(routeMoves(moved)[0]?.from).toEqual([service('a'), service('z')]);
  });

  test('count the paths of a host one by one, and only what can be read', () => {
    const rules = (to: string, odd: JsonObject[]) => ({
      hostRules: [
        { hosts: ['a', 7], pathMatcher: 'm' },
        null,
        { pathMatcher: 'm' },
        { hosts: ['b'], pathMatcher: 'none' },
      ],
      pathMatchers: [
        { name: 'm', pathRules: [{ paths: ['/x', '/y', 7], service: service(to) }, { paths: '/z' }, ...odd] },
      ],
    });
    expect(Object.fromEntries(routesOf(rules('s', [{ service: service('s') }])))).toEqual({
      'a /x': new Map([[service('s'), 1]]),
      'a /y': new Map([[service('s'), 1]]),
    });
  });

  test('are not mixed up between what no host and what no path matches', () => {
    expect([...routesOf(map('d', { a: {} })).keys()]).toEqual(['* default', 'a default']);
  });

  test.each([
    ['another resource', change(map('a', {}), map('b', {}), { ref: computeRef('healthCheck', 'p', 'hc') })],
    ['a map that is replaced', change(map('a', {}), map('b', {}), { kind: 'replace' })],
    ['a first map', change({}, map('d', {}), { kind: 'create' })],
    ['a new host', change(map('d', {}), map('d', { a: { '/*': 'new' } }))],
    ['a host that goes', change(map('d', { a: { '/*': 'one' } }), map('d', {}))],
  ])('are none in %s', (_what, one) => {
    expect(routeMoves(one)).toEqual([]);
  });
});

/** A map with one host and path, divided, with rules that look at headers before. */
function divided(shares: Readonly<Record<string, number>>, headers: Readonly<Record<string, string>> = {}): JsonObject {
  const match = { prefixMatch: '/' };
  const looking = Object.entries(headers).map(([headerName, to], priority) => ({
    priority,
    matchRules: [{ ...match, headerMatches: [{ headerName, presentMatch: true }] }],
    service: service(to),
  }));
  const weighted = Object.entries(shares).map(([name, weight]) => ({ backendService: service(name), weight }));
  const last = { priority: 9, matchRules: [match], routeAction: { weightedBackendServices: weighted } };
  return {
    ...map('d', { a: {} }),
    pathMatchers: [{ name: 'a', defaultService: service('d'), routeRules: [...looking, last] }],
  };
}

describe('shares', () => {
  const plain = map('d', { a: { '/*': 'one' } });

  test('move to who gets requests for the first time, for the part that it gets', () => {
    expect(routeMoves(change(plain, divided({ one: 95, two: 5 })))).toEqual([
      { to: service('two'), from: [service('one')], reached: false, share: 0.05 },
    ]);
  });

  test('move to whoever gets more, and back to who gets all again', () => {
    const [few, half] = [divided({ one: 95, two: 5 }), divided({ one: 1, two: 1 })];
    expect(routeMoves(change(few, half))).toEqual([
      { to: service('two'), from: [service('one')], reached: true, share: 0.5 },
    ]);
    expect(routeMoves(change(half, plain))).toEqual([{ to: service('one'), from: [service('two')], reached: true }]);
  });

  test('are none where a map only says them otherwise', () => {
    expect(routeMoves(change(plain, divided({ one: 7 })))).toEqual([]);
    expect(routeMoves(change(divided({ one: 19, two: 1 }), divided({ one: 95, two: 5 })))).toEqual([]);
  });

  test('of weight 0 move nothing, and what has it is warmed up before it gets any', () => {
    const none = divided({ one: 1, two: 0 });
    expect(routeMoves(change(plain, none))).toEqual([]);
    expect(routeMoves(change(none, divided({ one: 1, two: 1 })))).toMatchObject([
      { to: service('two'), reached: false },
    ]);
  });

  test('by a header move to where it leads, from where its path leads', () => {
    const [found] = routeMoves(change(plain, divided({ one: 1 }, { 'x-canary': 'two' })));
    expect(found).toMatchObject({ to: service('two'), from: [service('one')], reached: false });
    expect(found?.share).toBeLessThan(0.01);
    expect(routeMoves(change(divided({ one: 1 }, { 'x-canary': 'two' }), plain))).toEqual([]);
  });

  test('are watched for the part of the work that they are', () => {
    expect([...movedWork(change(plain, divided({ one: 95, two: 5 })))]).toEqual([
      [service('two'), service('one'), 0.05],
    ]);
  });

  test('take nothing away where path rules become route rules, or the other way', () => {
    const fields = (desired: JsonObject, observed: JsonObject) =>
      diffFields(KINDS.of('urlMap').fields, { desired, observed, applied: undefined }, () => undefined).map(
        ({ effect }) => effect,
      );
    const named = (body: JsonObject): JsonObject => ({
      ...body,
      pathMatchers: objectsAt(body, 'pathMatchers').map((one) => ({
        ...one,
        routeRules: objectsAt(one, 'routeRules').map((rule, at) => ({ ...rule, description: `rule ${at}` })),
      })),
    });
    expect(fields(named(divided({ one: 1, two: 1 })), plain)).toEqual(['change', 'grow']);
    expect(fields(plain, named(divided({ one: 1, two: 1 })))).toEqual(['grow', 'change']);
    expect(fields(map('d', { a: {} }), plain)).toEqual(['shrink']);
  });
});

test('a map that only mends drift moves its routes as any other', () => {
  const mended = change(map('x', {}), map('d', {}), { cause: 'drift' });
  expect(routeMoves(mended)).toEqual([{ to: service('d'), from: [service('x')], reached: false }]);
});

describe('the map between', () => {
  const moved = change(map('d', { a: { '/*': 'old' } }), map('d', { a: { '/*': 'new' } }));

  test('serves as before, and reaches the newcomer by a host that nobody can ask for', () => {
    const warm = warmBody(moved);
    const host = names.warmUpHost(service('new'));
    expect(host).toMatch(/^[0-9a-f]{16}\.rangelight\.invalid$/);
    expect(warm['defaultService']).toBe(service('d'));
    expect(warm['hostRules']).toEqual([
      { hosts: ['a'], pathMatcher: 'a' },
      { hosts: [host], pathMatcher: names.warmUpMatcher(service('new')) },
    ]);
    expect(JSON.stringify(warm['pathMatchers'])).toContain(service('old'));
  });

  test('warms up nobody whom it reaches already', () => {
    const both = change(
      map('d', { a: { '/*': 'one' }, b: { '/*': 'two' } }),
      map('d', { a: { '/*': 'two' }, b: { '/*': 'new' } }),
    );
    const hosts = (warmBody(both)['hostRules'] as { hosts: string[] }[]).flatMap((rule) => rule.hosts);
    expect(hosts).toEqual(['a', 'b', names.warmUpHost(service('new'))]);
    expect(warmBody(change({}, {}))).toEqual({ name: 'm', description: 'mark', hostRules: [], pathMatchers: [] });
  });

  test('left behind by a run that was taken over, takes nothing away when it goes', () => {
    const warm = warmBody(moved);
    const fields = diffFields(
      KINDS.of('urlMap').fields,
      { desired: map('d', { a: { '/*': 'old' } }), observed: warm, applied: undefined },
      () => undefined,
    );
    expect(fields.map(({ effect }) => effect)).toEqual(['change', 'change']);
    expect(
      gatesOf(
        [change(warm, map('d', { a: { '/*': 'old' } }), { fields })],
        { resources: new Map(), unknown: [] },
        undefined,
      ),
    ).toEqual([]);
  });
});
