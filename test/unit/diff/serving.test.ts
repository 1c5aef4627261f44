// What traffic passes through now.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { servingTest } from '../../../lib/diff/index.ts';
import { names, type ObservedState, type RefKey, refKey } from '../../../lib/model/index.ts';
import { appliedOf, balancer, compute, EU, observedOf } from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const one = balancer({ name: 'one', clusters: [EU], hosts: ['a.example'] });
const next = balancer({ name: 'one', clusters: [EU], hosts: ['a.example'], version: 2 });
const all = [
  ...one.resources,
  ...next.resources.filter(({ ref }) => !one.resources.some((o) => o.ref.name === ref.name)),
];
const record = [appliedOf(all)];

/** What is observed, with more members in one body. */
function withBody(key: RefKey, more: (body: JsonObject) => JsonObject, observed = observedOf(all)): ObservedState {
  const resources = new Map(observed.resources);
  const seen = resources.get(key);
  if (seen !== undefined) resources.set(key, { ...seen, body: { ...seen.body, ...more(seen.body) } });
  return { ...observed, resources };
}

describe('what serves', () => {
  const { keys } = one;

  test('is all that a front end leads to, down to the Services behind the groups', () => {
    const serves = servingTest(KINDS, observedOf(all), record);
    const chain = [keys.rule, keys.address, keys.proxy, keys.urlMap, keys.backendService, keys.healthCheck];
    for (const key of [...chain, ...keys.negs, ...keys.services]) expect(serves(key)).toBe(true);
  });

  test('is not what stands beside', () => {
    const serves = servingTest(KINDS, observedOf(all), record);
    for (const key of [next.keys.backendService, ...next.keys.negs, ...next.keys.services]) {
      expect(serves(key)).toBe(false);
    }
  });

  test('is not a newcomer that is only warmed up', () => {
    const newcomer = next.keys.backendService;
    const warmed = withBody(keys.urlMap, ({ pathMatchers }) => ({
      pathMatchers: [
        ...(pathMatchers as JsonObject[]),
        { name: names.warmUpMatcher(newcomer), defaultService: newcomer },
      ],
    }));
    const serves = servingTest(KINDS, warmed, record);
    expect(serves(newcomer)).toBe(false);
    expect(serves(keys.backendService)).toBe(true);
  });

  test('is what a host alone leads to', () => {
    const byHost = withBody(keys.urlMap, () => ({
      // A matcher without a name is read as any other.
      pathMatchers: [{ defaultService: next.keys.backendService }],
    }));
    expect(servingTest(KINDS, byHost, record)(next.keys.backendService)).toBe(true);
  });

  test('is not found against the direction of traffic, nor by what the record says of others than groups', () => {
    const other = refKey(compute('backendService', 'other'));
    for (const member of ['users', 'usedBy']) {
      expect(
        servingTest(
          KINDS,
          withBody(keys.healthCheck, () => ({ [member]: [other] })),
          record,
        )(other),
      ).toBe(false);
    }
    const odd = all.map((each) => (refKey(each.ref) === keys.urlMap ? { ...each, dependsOn: [other] } : each));
    expect(servingTest(KINDS, observedOf(odd), [appliedOf(odd)])(other)).toBe(false);
  });

  test('is also what is referred to and was not seen', () => {
    const unseen = new Map(observedOf(all).resources);
    unseen.delete(keys.healthCheck);
    expect(servingTest(KINDS, { resources: unseen, unknown: [] }, record)(keys.healthCheck)).toBe(true);
  });

  test('is, behind a group that we have no record of, not known', () => {
    const [neg = ''] = keys.negs;
    const rest = appliedOf(all.filter(({ ref }) => refKey(ref) !== neg));
    const serves = servingTest(KINDS, observedOf(all), [rest]);
    expect(serves(neg)).toBe(true);
    for (const key of keys.services) expect(serves(key)).toBe(false);
  });

  test('is everything, as far as anybody knows, without any record', () => {
    expect(servingTest(KINDS, observedOf(all), [])(next.keys.backendService)).toBe(true);
    expect(servingTest(KINDS, observedOf([]), [])('anything')).toBe(true);
  });
});

test('what a Service behind a group leads to serves as well', () => {
  const [service = ''] = one.keys.services;
  const beyond = refKey(compute('healthCheck', 'beyond'));
  const observed = withBody(service, () => ({ spec: { to: beyond } }));
  expect(servingTest(KINDS, observed, record)(beyond)).toBe(true);
});
