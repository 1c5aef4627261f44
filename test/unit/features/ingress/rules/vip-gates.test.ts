// A VIP that is on record is lost when its address or its front end is made anew with another one, and only then.
import { describe, expect, test } from 'vitest';
import { lostVip as found, lostVips } from '../../../../../lib/features/ingress/rules/vip-gates.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { type ObservedState, refKey, type ResourceRef } from '../../../../../lib/model/index.ts';
import { appliedOf, compute, EU, ingressKey, resource, UNIT, US } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { clusterRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const ADDRESS = compute('address', 'ip');
const RULE = compute('forwardingRule', 'fr');
const KEY = refKey(ADDRESS);
const LOST = 'and DNS has to be changed';

/** What is on record: the rule with its address, and that address's IP. */
const known = (ip: string, rule: JsonObject = { IPAddress: KEY }) =>
  appliedOf([resource(ADDRESS, {}), resource(RULE, rule)], { addresses: { [KEY]: ip } });
const seen = (ip: string | undefined): Pick<ObservedState, 'resources'> => ({
  resources: new Map(ip === undefined ? [] : [[KEY, { ref: ADDRESS, body: { address: ip }, ours: true }]]),
});
const made = (ref: ResourceRef, after: JsonObject = { IPAddress: KEY }) => changeOf(ref, { kind: 'create', after });

const lostVip = (...of: Parameters<typeof found>) => found(...of)?.message;

describe('a VIP is lost', () => {
  test('with its address', () => {
    expect(lostVip(made(ADDRESS, {}), seen(undefined), known('203.0.113.1'))).toBe(
      `would reserve another VIP: 203.0.113.1 cannot be had back, ${LOST}`,
    );
  });

  test('each once, in order', () => {
    const second = compute('address', 'other');
    const record = appliedOf([resource(ADDRESS, {}), resource(second, {})], {
      addresses: { [KEY]: '203.0.113.5', [refKey(second)]: '203.0.113.4' },
    });
    const changes = [made(ADDRESS, {}), made(second, {}), made(ADDRESS, {}), changeOf(RULE)];
    expect(lostVips(changes, seen(undefined), record)).toEqual(['203.0.113.4', '203.0.113.5']);
  });

  test('with a front end that comes back on another address', () => {
    expect(lostVip(made(RULE), seen('203.0.113.2'), known('203.0.113.1'))).toBe(
      `would bring fr back on 203.0.113.2: 203.0.113.1 cannot be had back, ${LOST}`,
    );
    expect(lostVip(made(RULE), seen(undefined), known('203.0.113.1'))).toContain('would bring fr back on another VIP');
    expect(lostVip(made(RULE), seen(undefined), known('', { IPAddress: '203.0.113.7' }))).toContain('203.0.113.7');
  });
});

describe('case 66: without a record the status of our copies is the witness', () => {
  const OWNER = ingressKey('web');
  const copy = clusterRef('multiClusterIngress', US, 'web', UNIT);
  const body = { metadata: { name: 'web', namespace: UNIT }, status: { VIP: '203.0.113.1' } };
  const told = (ours = true, ip?: string): Pick<ObservedState, 'resources'> => ({
    resources: new Map([...seen(ip).resources, [refKey(copy), { ref: copy, body, ours }]]),
  });
  const owned = (ref: ResourceRef, after: JsonObject) => changeOf(ref, { kind: 'create', after, owners: [OWNER] });

  test('of the VIP that its address and its front end do not bring back', () => {
    const words = `the status of its ingress names 203.0.113.1, ${LOST} where that is gone`;
    expect(lostVip(owned(ADDRESS, {}), told(), undefined)).toBe(`would reserve another VIP: ${words}`);
    expect(lostVip(owned(RULE, { IPAddress: '203.0.113.2' }), told(), undefined)).toContain(words);
    expect(lostVips([owned(ADDRESS, {}), owned(RULE, {})], told(), undefined)).toEqual(['203.0.113.1']);
  });

  test('of the first one where copies tell several, and of nothing else that tells one', () => {
    const other = clusterRef('multiClusterIngress', EU, 'web', UNIT);
    const service = clusterRef('multiClusterService', EU, 'web', UNIT);
    const telling = (ref: ResourceRef, VIP: string) =>
      [refKey(ref), { ref, body: { ...body, status: { VIP } }, ours: true }] as const;
    const two = new Map([telling(copy, '203.0.113.9'), telling(other, '203.0.113.3'), telling(service, '203.0.113.0')]);
    expect(lostVips([owned(ADDRESS, {})], { resources: two }, undefined)).toEqual(['203.0.113.3']);
  });

  test('but not where the front end comes back on it, where there is a record, of another ingress, or of a copy that is not ours', () => {
    expect(lostVip(owned(RULE, { IPAddress: '203.0.113.1' }), told(), undefined)).toBeUndefined();
    expect(lostVip(owned(RULE, { IPAddress: KEY }), told(true, '203.0.113.1'), undefined)).toBeUndefined();
    expect(lostVip(owned(ADDRESS, {}), told(), appliedOf([]))).toBeUndefined();
    expect(lostVip(made(ADDRESS, {}), told(), undefined)).toBeUndefined();
    expect(lostVip(owned(ADDRESS, {}), told(false), undefined)).toBeUndefined();
  });
});

describe('no VIP is lost', () => {
  test('with a front end that comes back on its own', () => {
    expect(lostVip(made(RULE), seen('203.0.113.1'), known('203.0.113.1'))).toBeUndefined();
  });

  test('where none is on record', () => {
    expect(lostVip(made(ADDRESS, {}), seen(undefined), undefined)).toBeUndefined();
    expect(lostVip(made(ADDRESS, {}), seen(undefined), appliedOf([]))).toBeUndefined();
    expect(lostVip(made(RULE), seen('203.0.113.1'), undefined)).toBeUndefined();
    expect(lostVip(made(RULE), seen('203.0.113.1'), known('203.0.113.1', {}))).toBeUndefined();
    expect(lostVip(made(RULE, {}), seen(undefined), known('203.0.113.1', {}))).toBeUndefined();
  });

  test('by what stands already', () => {
    const change = changeOf(RULE, { kind: 'update', after: { IPAddress: KEY } });
    expect(lostVip(change, seen('203.0.113.2'), known('203.0.113.1'))).toBeUndefined();
  });

  test('by making anything else', () => {
    const proxy = compute('targetHttpProxy', 'tp');
    const record = appliedOf([resource(proxy, { IPAddress: '203.0.113.1' })]);
    expect(lostVip(made(proxy, { IPAddress: '203.0.113.2' }), seen(undefined), record)).toBeUndefined();
  });
});
