// What a person has to approve.
import { describe, expect, test } from 'vitest';
import { diff } from '../../../../../lib/diff/index.ts';
import { type DesiredResource, refKey } from '../../../../../lib/model/index.ts';
import { gatesOf } from '../../../../../lib/features/ingress/rules/gates.ts';
import { appliedOf, balancer, compute, desiredOf, EU, observedOf, resource, US } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const one = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'] }).resources;

function gates(before: readonly DesiredResource[], after: readonly DesiredResource[]): readonly string[] {
  const { changes } = diff({
    kinds: KINDS,
    desired: desiredOf(after),
    applied: appliedOf(before),
    observed: observedOf(before),
    takeover: false,
    pendingCause: 'pending',
  });
  return gatesOf(changes, observedOf(before), undefined).map(({ code }) => code);
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

describe('a gate says where to look', () => {
  const owners = ['networking.gke.io/MultiClusterIngress/blue/one', 'networking.gke.io/MultiClusterService/blue/one'];
  const address = compute('address', 'ip');
  const rule = compute('forwardingRule', 'fr');
  const map = compute('urlMap', 'um');
  const service = compute('backendService', 'bs');
  const groups = (count: number, name = 'n') => ({
    backends: Array.from({ length: count }, (_, index) => ({ group: `${name}${index}` })),
  });
  const staticIp = ['metadata', 'annotations', 'networking.gke.io/static-ip'];
  const moved = [{ path: 'IPAddress', effect: 'change' } as const];

  test.each([
    [
      'a VIP that goes',
      changeOf(address, { kind: 'delete', owners }),
      ['vip-release', 'would release the VIP held by ip: it cannot be had back', owners, staticIp],
    ],
    [
      'a VIP that is replaced',
      changeOf(address, { kind: 'replace', owners }),
      ['vip-release', 'would release the VIP held by ip: it cannot be had back', owners, staticIp],
    ],
    [
      'a front end on another VIP',
      changeOf(rule, { kind: 'replace', owners, fields: moved }),
      ['vip-change', 'would move fr to another VIP: clients of the old one lose the service', owners, staticIp],
    ],
    [
      'a front end that goes',
      changeOf(rule, { kind: 'delete', owners }),
      ['vip-change', 'would close the front end fr', owners, []],
    ],
    [
      'an ingress that goes',
      changeOf(clusterRef('multiClusterIngress', EU, 'one', 'blue'), { kind: 'delete', owners }),
      ['ingress-delete', `would delete the MultiClusterIngress one from ${EU}`, owners, []],
    ],
    [
      'a host that goes',
      changeOf(map, { owners, before: { hostRules: [{ hosts: ['a.example'] }] }, after: {} }),
      ['host-removed', 'would stop serving host a.example', owners, ['spec', 'template', 'spec', 'rules']],
    ],
    [
      'a last backend',
      changeOf(service, { owners, before: groups(1), after: groups(0) }),
      ['last-backend', 'would take the last backend out of bs', owners, []],
    ],
    [
      'too many groups',
      changeOf(service, { owners, before: groups(26, 'old'), after: groups(25, 'new') }),
      [
        'too-many-groups',
        'would need 51 groups in bs while old and new serve side by side, of at most 50: first take clusters away, then add',
        // Who only routes to it can do nothing.
        ['networking.gke.io/MultiClusterService/blue/one'],
        ['spec', 'clusters'],
      ],
    ],
  ] as const)('%s', (_what, change, [code, message, whose, path]) => {
    expect(gatesOf([change], observedOf([]), undefined)).toEqual([
      { code, message, key: change.key, owners: whose, path, ...(code === 'too-many-groups' ? { isFinal: true } : {}) },
    ]);
  });

  test.each([
    ['an address that changes hands', changeOf(address, { kind: 'abandon' })],
    ['an address that is made', changeOf(address, { kind: 'create' })],
    ['a front end that keeps its place', changeOf(rule, { kind: 'update', fields: moved })],
    ['a front end that is replaced for another reason', changeOf(rule, { kind: 'replace' })],
    ['another resource with a member of that name', changeOf(map, { kind: 'replace', fields: moved })],
    ['a copy of an ingress that is taken over', changeOf(clusterRef('multiClusterIngress', EU, 'one', 'blue'))],
    [
      'a copy of a service that goes',
      changeOf(clusterRef('multiClusterService', EU, 'one', 'blue'), { kind: 'delete' }),
    ],
    [
      'a map that goes with its front end',
      changeOf(map, { kind: 'delete', before: { hostRules: [{ hosts: ['a'] }] } }),
    ],
    ['a map whose rules name no hosts', changeOf(map, { before: { hostRules: [{}] }, after: {} })],
    ['a service without backends that stays so', changeOf(service, { before: {}, after: groups(0) })],
    ['a service that gets its first backends', changeOf(service, { before: groups(0), after: groups(1) })],
    ['a service that goes', changeOf(service, { kind: 'delete', before: groups(51) })],
    ['a service that is made', changeOf(service, { kind: 'create', after: groups(51) })],
    ['another resource with many backends', changeOf(map, { before: groups(26, 'old'), after: groups(26, 'new') })],
    ['another resource that loses its last backend', changeOf(map, { before: groups(1), after: groups(0) })],
    ['a service that is full', changeOf(service, { before: groups(25, 'old'), after: groups(25, 'new') })],
  ])('and there is none for %s', (_what, change) => {
    expect(gatesOf([change], observedOf([]), undefined)).toEqual([]);
  });
});

// Case 66: what is made anew has another IP than clients know.
describe('a VIP that is lost', () => {
  const address = one.find(({ ref }) => ref.kind === 'address');
  const addresses = Object.fromEntries(address === undefined ? [] : [[refKey(address.ref), '203.0.113.2']]);
  const lost = (before: readonly DesiredResource[], stands: readonly DesiredResource[], known = addresses) => {
    const applied = appliedOf(before, { addresses: known });
    const observed = observedOf(stands);
    const { changes } = diff({
      kinds: KINDS,
      desired: desiredOf(one),
      applied,
      observed,
      takeover: false,
      pendingCause: 'fact',
    });
    return gatesOf(changes, observed, applied).map(({ code, message }) => `${code} ${message}`);
  };
  const without = (...kinds: readonly string[]) => one.filter(({ ref }) => !kinds.includes(ref.kind));
  const gone = '203.0.113.2 cannot be had back, and DNS has to be changed';

  test('with its address', () => {
    expect(lost(one, without('address', 'forwardingRule'))).toEqual([
      `vip-change would reserve another VIP: ${gone}`,
      `vip-change would bring fr-one back on another VIP: ${gone}`,
    ]);
  });

  test('with an address of that name that was reserved anew', () => {
    expect(lost(one, without('forwardingRule'))).toEqual([
      `vip-change would bring fr-one back on ip of ip-one: ${gone}`,
    ]);
  });

  test('with a static IP that names another address now', () => {
    const fixed = withRule({ IPAddress: '198.51.100.7' });
    expect(lost(fixed, without('forwardingRule'))).toEqual([
      'vip-change would bring fr-one back on ip of ip-one: 198.51.100.7 cannot be had back, and DNS has to be changed',
    ]);
  });

  test('is none where the address stands, where there was none, and where nobody knows which it was', () => {
    const key = Object.keys(addresses).join();
    expect(lost(one, without('forwardingRule'), { [key]: 'ip of ip-one' })).toEqual([]);
    expect(lost([], [], {})).toEqual([]);
    expect(lost(one, without('address', 'forwardingRule'), {})).toEqual([]);
  });
});

test('case 32: an ingress that moves to another config cluster, or stays in one, is not deleted', () => {
  const copy = (cluster: string) => resource(clusterRef('multiClusterIngress', cluster, 'foobar', 'blue'), {});
  expect(gates([copy(EU)], [copy(US)])).toEqual([]);
  expect(gates([copy(EU), copy(US)], [copy(US)])).toEqual([]);
  expect(gates([copy(EU), copy(US)], [])).toEqual(['ingress-delete', 'ingress-delete']);
});

test('an ingress stays only where a copy of itself is left that is ours', () => {
  const copy = (cluster: string, name = 'web', namespace = 'blue') =>
    resource(clusterRef('multiClusterIngress', cluster, name, namespace), {});
  const goes = changeOf(copy(EU).ref, { kind: 'delete' });
  const codes = (beside: readonly DesiredResource[], ours = true, changes = [goes]) => {
    const { resources, unknown } = observedOf([copy(EU), ...beside]);
    const seen = new Map([...resources].map(([key, one]) => [key, { ...one, ours }] as const));
    return gatesOf(changes, { resources: seen, unknown }, undefined).map(({ code }) => code);
  };
  expect(codes([copy(US)])).toEqual([]);
  expect(codes([copy(US)], false)).toEqual(['ingress-delete']);
  expect(codes([copy(US, 'api'), copy(US, 'web', 'green')])).toEqual(['ingress-delete']);
  expect(codes([copy(US)], true, [goes, changeOf(copy(US).ref)])).toEqual([]);
  const second = changeOf(copy(US).ref, { kind: 'delete' });
  expect(codes([copy(US)], true, [goes, second])).toEqual(['ingress-delete', 'ingress-delete']);
});
