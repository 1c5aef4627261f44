// From readings to what is there, and what nobody knows.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { isUnknown, ownershipMark, refKey } from '../../../lib/model/index.ts';
import { observe } from '../../../lib/observe/index.ts';
import { EU, MARK, OWNER, PROJECT, US } from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef, computeRef } from '../../../lib/features/ingress/kinds/index.ts';

const urlMap = computeRef('urlMap', PROJECT, 'um');

describe('observe', () => {
  test('takes a failed reading for unknown, never for empty', () => {
    const state = observe(KINDS, OWNER, [
      { part: 'compute', kind: 'urlMap', failed: 'timeout' },
      { part: 'cluster', cluster: EU, kind: 'service', failed: 'no answer' },
    ]);
    expect(state.unknown).toEqual([
      { part: 'compute', kind: 'urlMap', reason: 'timeout' },
      { part: 'cluster', cluster: EU, reason: 'no answer' },
    ]);
    expect(isUnknown(state, urlMap)).toBe(true);
  });

  test('takes one kind of a cluster that could not be read for unknown with its aspects, and no other', () => {
    const cluster = { part: 'cluster', cluster: EU } as const;
    const forbidden = { failed: '403', refused: true } as const;
    const state = observe(KINDS, OWNER, [
      { ...cluster, kind: 'service', items: [] },
      { ...cluster, kind: 'multiClusterIngress', ...forbidden },
      { ...cluster, kind: 'multiClusterService', ...forbidden },
      { ...cluster, kind: 'backendConfig', failed: '500' },
    ]);
    const ingressKinds = ['multiClusterIngress', 'multiClusterIngressStatus', 'multiClusterService'];
    expect(state.unknown).toEqual([
      { ...cluster, kinds: ingressKinds, reason: '403', refused: true },
      { ...cluster, kinds: ['backendConfig'], reason: '500' },
    ]);
    const isHidden = (kind: Parameters<typeof clusterRef>[0], at = EU) =>
      isUnknown(state, clusterRef(kind, at, 'x', 'blue'));
    expect(isHidden('multiClusterIngressStatus')).toBe(true);
    expect(isHidden('service')).toBe(false);
    expect(isHidden('multiClusterIngressStatus', US)).toBe(false);
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
      observe(KINDS, OWNER, [{ part: 'cluster', cluster: EU, kind: ref.kind, items: [{ ref, body }] }]);
    expect(seen({ status: {} }).resources.has(status)).toBe(false);
    expect(seen({ status: { VIP: '203.0.113.1' } }).resources.get(status)?.body).toEqual({
      status: { VIP: '203.0.113.1' },
    });
    expect(seen({ status: { VIP: '203.0.113.1' } }).resources.has(refKey(ref))).toBe(true);
  });
});
