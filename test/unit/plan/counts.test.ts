// What counts as taken out.
import { describe, expect, test } from 'vitest';
import { type Change, diff, servingTest } from '../../../lib/diff/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import { countChanges, countRemoved } from '../../../lib/plan/index.ts';
import { appliedOf, balancer, compute, desiredOf, EU, observedOf, US } from '../balancer.ts';
import { changeOf } from './change.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';

const ASIA = 'asia-east1/gke-asia';
const one = balancer({ name: 'one', clusters: [EU, US] });

function removed(after: Parameters<typeof desiredOf>[0], standing = one.resources): number {
  const observed = observedOf(standing);
  const applied = appliedOf(standing);
  const { changes } = diff({
    kinds: KINDS,
    desired: desiredOf(after),
    applied,
    observed,
    takeover: false,
    pendingCause: 'pending',
  });
  return countRemoved(KINDS, changes, servingTest(KINDS, observed, [applied]));
}

describe('taken out', () => {
  test('is everything that goes without a successor', () => {
    expect(removed([])).toBeGreaterThan(5);
  });

  test('is nothing when everything has a successor of its kind', () => {
    expect(removed(balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources)).toBe(0);
  });

  test('is not what nobody was sent to: a newcomer whose rollout was called off', () => {
    const newcomer = balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources;
    const beside = [
      ...one.resources,
      ...newcomer.filter(({ ref }) => !one.resources.some((own) => own.ref.name === ref.name)),
    ];
    expect(removed(one.resources, beside)).toBe(0);
  });

  test('is not a newcomer whose warm-up stands in the record of the URL map', () => {
    const newcomer = balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources;
    const fresh = newcomer.filter(({ ref }) => !one.resources.some((own) => own.ref.name === ref.name));
    const warmed = one.resources.map((own) =>
      own.ref.kind === 'urlMap'
        ? { ...own, dependsOn: [...own.dependsOn, ...fresh.map(({ ref }) => refKey(ref))] }
        : own,
    );
    expect(removed(one.resources, [...warmed, ...fresh])).toBe(0);
  });
});

describe('counted by hand', () => {
  const neg = (
    name: string,
    kind: Change['kind'],
    zone = 'a',
    owners = ['networking.gke.io/MultiClusterService/blue/s'],
  ) => changeOf(compute('networkEndpointGroup', name, zone), { kind, owners });
  const service = (name: string, kind: Change['kind'], cluster = EU) =>
    changeOf(clusterRef('service', cluster, name, 'blue'), { kind });
  const yes = () => true;

  test("what stands already is nobody's successor", () => {
    expect(countRemoved(KINDS, [neg('old', 'delete'), neg('other', 'update')], yes)).toBe(1);
  });

  test('a successor stands in the same place', () => {
    expect(countRemoved(KINDS, [neg('old', 'delete'), neg('new', 'create')], yes)).toBe(0);
    expect(countRemoved(KINDS, [neg('old', 'delete', 'a'), neg('new', 'create', 'b')], yes)).toBe(1);
    expect(countRemoved(KINDS, [service('old', 'delete', EU), service('new', 'create', EU)], yes)).toBe(0);
    expect(countRemoved(KINDS, [service('old', 'delete', EU), service('new', 'create', US)], yes)).toBe(1);
  });

  test('what stands once in each cluster or zone counts once', () => {
    expect(countRemoved(KINDS, [neg('a', 'delete', 'a'), neg('b', 'delete', 'b'), neg('c', 'delete', 'c')], yes)).toBe(
      1,
    );
    expect(countRemoved(KINDS, [service('s', 'delete', EU), service('s', 'delete', US)], yes)).toBe(1);
    expect(countRemoved(KINDS, [neg('a', 'delete', 'a'), neg('b', 'delete', 'b'), neg('b2', 'delete', 'b')], yes)).toBe(
      2,
    );
  });

  test('a copy of a manifest that is made in another config cluster moves, with its status', () => {
    for (const kind of ['multiClusterIngress', 'multiClusterIngressStatus'] as const) {
      const copy = (
        cluster: string,
        change: Change['kind'],
        owners = ['networking.gke.io/MultiClusterIngress/blue/m'],
      ) => changeOf(clusterRef(kind, cluster, 'm', 'blue'), { kind: change, owners });
      expect(countRemoved(KINDS, [copy(EU, 'delete'), copy(ASIA, 'create')], yes)).toBe(0);
      expect(
        countRemoved(KINDS, [copy(EU, 'delete'), copy(US, 'delete'), copy(ASIA, 'create'), copy('x/y', 'create')], yes),
      ).toBe(0);
      expect(countRemoved(KINDS, [copy(EU, 'delete'), copy(US, 'delete')], yes)).toBe(1);
      const another = ['networking.gke.io/MultiClusterIngress/blue/n'];
      expect(countRemoved(KINDS, [copy(EU, 'delete'), copy(ASIA, 'create', another)], yes)).toBe(1);
    }
  });

  test('a successor is of the same kind and for the same manifests', () => {
    const healthCheck = changeOf(compute('healthCheck', 'new'), { kind: 'create' });
    expect(
      countRemoved(KINDS, [changeOf(compute('backendService', 'old'), { kind: 'delete' }), healthCheck], yes),
    ).toBe(1);
    expect(
      countRemoved(
        KINDS,
        [neg('old', 'delete'), neg('new', 'create', 'a', ['networking.gke.io/MultiClusterService/blue/t'])],
        yes,
      ),
    ).toBe(1);
  });

  test('a successor stands for one, and more newcomers do not make up for others', () => {
    expect(countRemoved(KINDS, [neg('a', 'delete'), neg('b', 'delete'), neg('new', 'create')], yes)).toBe(1);
    expect(countRemoved(KINDS, [neg('a', 'create'), neg('b', 'create'), service('old', 'delete')], yes)).toBe(1);
  });

  test('what is replaced in its place is gone for a moment', () => {
    const rule = changeOf(compute('forwardingRule', 'fr'), { kind: 'replace' });
    expect(countRemoved(KINDS, [rule, rule, neg('a', 'update'), neg('b', 'abandon')], yes)).toBe(2);
  });

  test('what nobody was sent to counts only where no route is needed to serve', () => {
    const no = () => false;
    const deleted = (kind: Parameters<typeof compute>[0]) => changeOf(compute(kind, 'x'), { kind: 'delete' });
    expect(countRemoved(KINDS, [deleted('backendService'), deleted('healthCheck'), neg('x', 'delete')], no)).toBe(0);
    expect(countRemoved(KINDS, [service('x', 'delete')], no)).toBe(0);
    // A VIP is somebody's address, and a copy in a config cluster is what people wrote.
    expect(countRemoved(KINDS, [deleted('address')], no)).toBe(1);
    expect(
      countRemoved(KINDS, [changeOf(clusterRef('multiClusterIngress', EU, 'm', 'blue'), { kind: 'delete' })], no),
    ).toBe(1);
  });

  test('changes are counted by kind, those that are none not at all', () => {
    const kinds = ['create', 'delete', 'delete', 'none', 'update', 'replace', 'adopt', 'abandon'] as const;
    expect(countChanges(kinds.map((kind) => neg('x', kind)))).toEqual({
      create: 1,
      update: 1,
      replace: 1,
      delete: 2,
      adopt: 1,
      abandon: 1,
    });
  });
});
