// What the bake looks at.
import { expect, test } from 'vitest';
import type { FieldChange } from '../../../lib/diff/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import { watchedServices } from '../../../lib/plan/watched-services.ts';
import { compute } from '../balancer.ts';
import { changeOf } from './change.ts';
import { RULES } from '../../../functions/wiring/rules.ts';

const service = (name: string) => refKey(compute('backendService', name));
const map = compute('urlMap', 'm');

/** A map that sends everything to one service and each host to another. */
const mapOf = (rest: string, hosts: Readonly<Record<string, string>> = {}) => ({
  defaultService: service(rest),
  hostRules: Object.keys(hosts).map((host) => ({ hosts: [host], pathMatcher: host })),
  pathMatchers: Object.entries(hosts).map(([name, to]) => ({ name, defaultService: service(to) })),
});

test('a backend service that is changed in place is compared with itself', () => {
  expect(watchedServices(RULES, [changeOf(compute('backendService', 's'))])).toEqual([
    { key: service('s'), from: [service('s')] },
  ]);
});

test('a backend service that only gets more groups is not watched: nothing is taken over from anybody', () => {
  const joins = { path: 'backends[n1]', effect: 'grow', after: { group: 'n1' } } as const;
  const watched = (...fields: readonly FieldChange[]) =>
    watchedServices(RULES, [changeOf(compute('backendService', 's'), { fields })]).length;
  expect(watched(joins)).toBe(0);
  expect(watched(joins, { path: 'timeoutSec', effect: 'grow', after: 5 })).toBe(1);
  expect(watched(joins, { path: 'backends[n0]', effect: 'shrink', before: { group: 'n0' } })).toBe(1);
  expect(watched({ path: 'backends[n0].capacityScaler', effect: 'grow', before: 0, after: 1 })).toBe(1);
});

test('a backend service with routes is compared with all that served them before, sorted', () => {
  const change = changeOf(map, {
    before: mapOf('d', { a: 'old-b', b: 'old-a' }),
    after: mapOf('d', { a: 'new', b: 'new' }),
  });
  expect(watchedServices(RULES, [change])).toEqual([
    { key: service('new'), from: [service('old-a'), service('old-b')] },
  ]);
});

test('a new route is not watched: nothing served there', () => {
  expect(watchedServices(RULES, [changeOf(map, { before: mapOf('d'), after: mapOf('d', { a: 'new' }) })])).toEqual([]);
  expect(watchedServices(RULES, [changeOf(map, { after: mapOf('d') }), changeOf(map, { before: mapOf('d') })])).toEqual(
    [],
  );
});

test('case 69: a service that keeps its routes is not watched, one that gets more is compared with itself', () => {
  const before = mapOf('d', { a: 's', b: 'old' });
  const after = mapOf('d', { a: 's', b: 'new', c: 's' });
  expect(watchedServices(RULES, [changeOf(map, { before, after })])).toEqual([
    { key: service('new'), from: [service('old')] },
    { key: service('s'), from: [service('s')] },
  ]);
});

test('only updates of what serves are, and no repair', () => {
  const moved = { before: mapOf('a'), after: mapOf('b') };
  expect(watchedServices(RULES, [changeOf(map, { kind: 'create', ...moved })])).toEqual([]);
  expect(watchedServices(RULES, [changeOf(map, { cause: 'drift', ...moved })])).toEqual([]);
  expect(watchedServices(RULES, [changeOf(compute('healthCheck', 'hc'), moved)])).toEqual([]);
});
