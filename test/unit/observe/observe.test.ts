// From readings to what is there, and what nobody knows.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { isUnknown, ownershipMark, refKey } from '../../../lib/model/index.ts';
import { observe } from '../../../lib/observe/index.ts';
import { EU, MARK, OWNER, PROJECT } from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef, computeRef } from '../../../lib/features/ingress/kinds/index.ts';

const urlMap = computeRef('urlMap', PROJECT, 'um');

describe('observe', () => {
  test('takes a failed reading for unknown, never for empty', () => {
    const state = observe(KINDS, OWNER, [
      { part: 'compute', kind: 'urlMap', failed: 'timeout' },
      { part: 'cluster', cluster: EU, failed: 'no answer' },
    ]);
    expect(state.unknown).toEqual([
      { part: 'compute', kind: 'urlMap', reason: 'timeout' },
      { part: 'cluster', cluster: EU, reason: 'no answer' },
    ]);
    expect(isUnknown(state, urlMap)).toBe(true);
  });

  test('knows what came with a partial list, and that a zone is missing from it', () => {
    const neg = (zone: string) => computeRef('networkEndpointGroup', PROJECT, 'n', zone);
    const state = observe(KINDS, OWNER, [
      {
        part: 'compute',
        kind: 'networkEndpointGroup',
        items: [{ ref: neg('us-west1-a'), body: {} }],
        unreachable: ['zones/us-west1-b'],
      },
    ]);
    expect(state.resources.has(refKey(neg('us-west1-a')))).toBe(true);
    expect(isUnknown(state, neg('us-west1-b'))).toBe(true);
    expect(isUnknown(state, neg('us-west1-a'))).toBe(false);
  });

  test('does not believe a list without what something of ours refers to', () => {
    const service = computeRef('backendService', PROJECT, 'bs');
    const body = { description: MARK, defaultService: refKey(service) };
    const lists = (services: readonly { readonly ref: typeof service; readonly body: JsonObject }[]) =>
      observe(KINDS, OWNER, [
        { part: 'compute', kind: 'urlMap', items: [{ ref: urlMap, body }], unreachable: [] },
        { part: 'compute', kind: 'backendService', items: services, unreachable: [] },
      ]);
    expect(isUnknown(lists([]), service)).toBe(true);
    expect(isUnknown(lists([]), urlMap)).toBe(false);
    expect(lists([{ ref: service, body: {} }]).unknown).toEqual([]);
  });

  test('takes a scope that it does not understand for the whole kind', () => {
    const state = observe(KINDS, OWNER, [{ part: 'compute', kind: 'urlMap', items: [], unreachable: ['somewhere'] }]);
    expect(isUnknown(state, urlMap)).toBe(true);
  });

  test('tells ours from others by the mark', () => {
    const ours = (description: string) =>
      observe(KINDS, OWNER, [
        { part: 'compute', kind: 'urlMap', items: [{ ref: urlMap, body: { description } }], unreachable: [] },
      ]).resources.get(refKey(urlMap))?.ours;
    expect(ours(MARK)).toBe(true);
    expect(ours(ownershipMark({ ...OWNER, fleet: 'other' }, 'blue'))).toBe(false);
    expect(ours(ownershipMark({ ...OWNER, installation: 'there' }, 'blue'))).toBe(false);
    expect(ours(`rangelight/v1 fleet=${OWNER.fleet} unit=blue`)).toBe(false);
    expect(ours('by hand')).toBe(false);
  });

  test('takes an ingress for two resources once it has a status', () => {
    const ref = clusterRef('multiClusterIngress', EU, 'foobar', 'blue');
    const status = refKey(clusterRef('multiClusterIngressStatus', EU, 'foobar', 'blue'));
    const seen = (body: JsonObject) =>
      observe(KINDS, OWNER, [{ part: 'cluster', cluster: EU, items: [{ ref, body }] }]);
    expect(seen({ status: {} }).resources.has(status)).toBe(false);
    expect(seen({ status: { VIP: '203.0.113.1' } }).resources.get(status)?.body).toEqual({
      status: { VIP: '203.0.113.1' },
    });
    expect(seen({ status: { VIP: '203.0.113.1' } }).resources.has(refKey(ref))).toBe(true);
  });
});
