// References to addresses, and the IPs that Compute answers instead.
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../lib/core/index.ts';
import { givenValues, knownChanges, withGivenReferences } from '../../../lib/diff/given-values.ts';
import { type ObservedState, refKey, type ResourceRef } from '../../../lib/model/index.ts';
import { compute } from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const vip = compute('address', 'vip');
const key = refKey(vip);

function seen(ref: ResourceRef, body: JsonObject): ObservedState {
  return { resources: new Map([[refKey(ref), { ref, body, ours: true }]]), unknown: [] };
}

test('an address is known by its reference and by its IP', () => {
  const book = givenValues(KINDS, seen(vip, { address: '203.0.113.7' }));
  expect(book.valueOf(key)).toBe('203.0.113.7');
  expect(book.giverOf('203.0.113.7')).toBe(key);
  expect(book.valueOf('203.0.113.7')).toBeUndefined();
});

test('an address that has no IP yet is not known', () => {
  expect(givenValues(KINDS, seen(vip, { address: null })).valueOf(key)).toBeUndefined();
});

test('nothing but an address holds an IP', () => {
  const other = compute('forwardingRule', 'fr');
  const book = givenValues(KINDS, seen(other, { address: '203.0.113.7' }));
  expect(book.valueOf(refKey(other))).toBeUndefined();
  expect(book.giverOf('203.0.113.7')).toBeUndefined();
});

test('an IP becomes a reference again only in members that are addresses', () => {
  const book = givenValues(KINDS, seen(vip, { address: '203.0.113.7' }));
  const { fields } = KINDS.of('forwardingRule');
  const body = { IPAddress: '203.0.113.7', target: '203.0.113.7' };
  expect(withGivenReferences(fields, body, book)).toEqual({ IPAddress: key, target: '203.0.113.7' });
  expect(withGivenReferences(fields, { IPAddress: '198.51.100.1' }, book)).toEqual({ IPAddress: '198.51.100.1' });
});

test('nobody can say what a reference gives where that could not be read', () => {
  const { resources } = seen(vip, { address: '203.0.113.7' });
  const unread = givenValues(KINDS, { resources, unknown: [{ part: 'compute', kind: 'address', reason: 'HTTP 503' }] });
  const network = 'projects/my-project/global/networks/default';
  expect([key, refKey(compute('urlMap', 'um')), network].map(unread.isUnread)).toEqual([true, false, false]);
  expect(givenValues(KINDS, { resources, unknown: [] }).isUnread(key)).toBe(false);
  const { fields } = KINDS.of('forwardingRule');
  const change = (path: string, after: Json) => ({ path, after, effect: 'change' }) as const;
  const kept = [
    change('target', key),
    change('IPAddress', 7),
    change('IPAddress', '203.0.113.8'),
    change('other', key),
  ];
  expect(knownChanges(fields, [change('IPAddress', key), ...kept], unread)).toEqual(kept);
});
