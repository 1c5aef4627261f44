// What a person has to approve.
import { expect, test } from 'vitest';
import { diff } from '../../../lib/diff/index.ts';
import { clusterRef, type DesiredResource } from '../../../lib/model/index.ts';
import { gatesOf } from '../../../lib/plan/index.ts';
import { appliedOf, balancer, desiredOf, EU, observedOf, resource, US } from '../balancer.ts';

const one = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'] }).resources;

function gates(before: readonly DesiredResource[], after: readonly DesiredResource[]): readonly string[] {
  const { changes } = diff({
    desired: desiredOf(after),
    applied: appliedOf(before),
    observed: observedOf(before),
    takeover: false,
    pendingCause: 'pending',
  });
  return gatesOf(changes).map(({ code }) => code);
}

const withRule = (body: object) =>
  one.map((each) => (each.ref.kind === 'forwardingRule' ? { ...each, body: { ...each.body, ...body } } : each));

test('nothing that only grows or replaces a backend', () => {
  expect(gates([], one)).toEqual([]);
  expect(
    gates(one, balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'], version: 2 }).resources),
  ).toEqual([]);
});

test('a VIP that is released, and a front end that closes', () => {
  expect([...gates(one, [])].sort()).toEqual(['vip-change', 'vip-release']);
});

test('a front end that moves to another VIP, but not one that is replaced for another reason', () => {
  expect(gates(one, withRule({ IPAddress: '198.51.100.7' }))).toEqual(['vip-change']);
  expect(gates(one, withRule({ networkTier: 'STANDARD' }))).toEqual([]);
});

test('each host that is not served any more', () => {
  expect(gates(one, balancer({ name: 'one', clusters: [EU, US] }).resources)).toEqual(['host-removed', 'host-removed']);
  expect(
    gates(one, balancer({ name: 'one', clusters: [EU, US], hosts: ['b.example', 'a.example'] }).resources),
  ).toEqual([]);
});

test('the last backend of a backend service', () => {
  const none = one.map((each) =>
    each.ref.kind === 'backendService' ? { ...each, body: { ...each.body, backends: [] } } : each,
  );
  expect(gates(one, none)).toEqual(['last-backend']);
});

test('an ingress that leaves a config cluster', () => {
  const copy = resource(clusterRef('multiClusterIngress', EU, 'foobar', 'blue'), {});
  expect(gates([copy], [])).toEqual(['ingress-delete']);
});

test('more groups than a backend service can hold while old and new stand side by side', () => {
  const withGroups = (from: number, count: number) =>
    one.map((each) => {
      if (each.ref.kind !== 'backendService') return each;
      const backends = Array.from({ length: count }, (_, index) => ({
        group: `projects/p/zones/us-west1-a/networkEndpointGroups/n${from + index}`,
        balancingMode: 'RATE',
      }));
      return { ...each, body: { ...each.body, backends } };
    });
  expect(gates(withGroups(0, 30), withGroups(20, 30))).toEqual([]);
  expect(gates(withGroups(0, 30), withGroups(21, 30))).toEqual(['too-many-groups']);
});
