// How much a revision needs of each quota.
import { expect, test } from 'vitest';
import { diff } from '../../../lib/diff/index.ts';
import type { DesiredResource } from '../../../lib/model/index.ts';
import { quotaNeed, shortages } from '../../../lib/plan/index.ts';
import { appliedOf, balancer, desiredOf, EU, observedOf, PROJECT, US } from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const old = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] }).resources;
const renewed = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'], version: 2 }).resources;

function needOf(before: readonly DesiredResource[], after: readonly DesiredResource[], project = PROJECT) {
  const { changes } = diff({
    kinds: KINDS,
    desired: desiredOf(after),
    applied: appliedOf(before),
    observed: observedOf(before),
    takeover: false,
    pendingCause: 'pending',
  });
  return Object.fromEntries(quotaNeed(KINDS, project, changes));
}

test('is what is created', () => {
  expect(needOf([], old)).toMatchObject({ URL_MAPS: 1, BACKEND_SERVICES: 1, NETWORK_ENDPOINT_GROUPS: 2 });
  expect(needOf(old, old)).toEqual({});
  expect(needOf(old, [])).toEqual({});
});

test('is not less because something goes: old and new stand side by side', () => {
  const need = needOf(old, renewed);
  expect(need['BACKEND_SERVICES']).toBe(1);
  expect(need['URL_MAPS']).toBeUndefined();
});

test('counts each kind as often as it is made, and nothing in clusters', () => {
  expect(needOf([], old)).toEqual({
    URL_MAPS: 1,
    BACKEND_SERVICES: 1,
    HEALTH_CHECKS: 1,
    NETWORK_ENDPOINT_GROUPS: 2,
    TARGET_HTTP_PROXIES: 1,
    STATIC_ADDRESSES: 1,
    GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES: 1,
  });
});

test('is that of one project', () => {
  expect(needOf([], old, 'another-project')).toEqual({});
});

test('is compared with what is left, never with what is not known', () => {
  const need = new Map([
    ['URL_MAPS', 3],
    ['BACKEND_SERVICES', 3],
    ['FIREWALLS', 3],
    ['STATIC_ADDRESSES', 1],
  ]);
  const quotas = new Map([
    ['URL_MAPS', { limit: 10, usage: 9 }],
    ['BACKEND_SERVICES', { limit: 10, usage: 7 }],
    // Lowered below what there is.
    ['STATIC_ADDRESSES', { limit: 4, usage: 6 }],
  ]);
  expect(shortages(need, quotas)).toEqual([
    { metric: 'STATIC_ADDRESSES', need: 1, left: 0 },
    { metric: 'URL_MAPS', need: 3, left: 1 },
  ]);
});
