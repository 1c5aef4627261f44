// Case 09: what never had a front end may go without anybody's word; what had one, or may have had one, may not.
import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { diff } from '../../../../../lib/diff/index.ts';
import {
  type DesiredResource,
  type ObservedResource,
  type ObservedState,
  refKey,
} from '../../../../../lib/model/index.ts';
import { gatesOf } from '../../../../../lib/features/ingress/rules/gates.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import {
  appliedOf,
  balancer,
  desiredOf,
  EU,
  ingressKey,
  MARK,
  observedOf,
  PROJECT,
  resource,
  US,
} from '../../../balancer.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { clusterRef, computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const VIP = '203.0.113.9';
const { resources, keys } = balancer({ name: 'web', clusters: [EU, US] });
const owners = [ingressKey('web')];
const copies = [EU, US].map((cluster) =>
  resource(clusterRef('multiClusterIngress', cluster, 'web', 'blue'), { metadata: { name: 'web' } }, { owners }),
);
const statuses = [EU, US].map((cluster) =>
  resource(clusterRef('multiClusterIngressStatus', cluster, 'web', 'blue'), { status: { VIP } }, { owners }),
);
const whole = [...copies, ...statuses, ...resources];
/** What a run leaves that cannot make its URL map. */
const begun = whole.filter(
  ({ ref }) => !['urlMap', 'targetHttpProxy', 'forwardingRule', 'multiClusterIngressStatus'].includes(ref.kind),
);
const ofKind = (kind: string) => whole.filter(({ ref }) => ref.kind === kind);
const FREE = { status: 'RESERVED', users: [], address: VIP };
const GONE = ['ingress-delete', 'ingress-delete', 'vip-release'];

interface Scene {
  readonly written?: readonly DesiredResource[] | null;
  readonly stands?: readonly DesiredResource[];
  readonly address?: JsonObject;
  readonly unknown?: ObservedState['unknown'];
  readonly beside?: readonly ObservedResource[];
}

/** Gates of taking everything away. */
function gates({ written = begun, stands = begun, address = FREE, unknown = [], beside = [] }: Scene) {
  const seen = new Map(observedOf(stands).resources);
  const known = seen.get(keys.address);
  if (known !== undefined) seen.set(keys.address, { ...known, body: { ...known.body, ...address } });
  for (const one of beside) seen.set(refKey(one.ref), one);
  const observed = { resources: seen, unknown };
  const applied = written === null ? undefined : appliedOf(written, { result: 'blocked' });
  const { changes } = diff({
    kinds: KINDS,
    desired: desiredOf([]),
    applied: appliedOf(written ?? stands),
    observed: { ...observed, unknown: [] },
    takeover: false,
    pendingCause: 'pending',
  });
  return gatesOf(changes, observed, applied)
    .map(({ code }) => code)
    .sort();
}

const rule = (body: JsonObject): ObservedResource => {
  const ref = computeRef('forwardingRule', PROJECT, 'rl1-fr-x-0123456789');
  return { ref, body: { name: ref.name, ...body }, ours: true };
};
const status = {
  ref: clusterRef('multiClusterIngressStatus', EU, 'web', 'blue'),
  body: { status: { VIP } },
  ours: false,
};

test('the way back from a run that failed before the front end existed has no gate', () => {
  expect(gates({})).toEqual([]);
  expect(gates({ address: { status: 'RESERVED', address: VIP } })).toEqual([]);
});

test('what serves next to it, and a status without a VIP, are nothing to it', () => {
  expect(
    gates({ beside: [rule({ description: MARK.replace('unit=blue', 'unit=green'), IPAddress: '203.0.113.1' })] }),
  ).toEqual([]);
  expect(gates({ beside: [{ ...status, body: { status: { VIP: '' } } }] })).toEqual([]);
});

test('neither is what could not be read and tells nothing of it', () => {
  const unknown: ObservedState['unknown'] = [
    { part: 'cluster', cluster: US, kinds: ['service'], reason: '403' },
    { part: 'cluster', cluster: 'asia-east1/gke-asia', reason: '503' },
    { part: 'compute', kind: 'networkEndpointGroup', zone: 'us-west1-a', reason: '503' },
  ];
  expect(gates({ unknown })).toEqual([]);
});

test.each<[string, Scene, readonly string[]]>([
  [
    'the copies in one cluster could not be read',
    {
      unknown: [
        { part: 'cluster', cluster: US, kinds: ['multiClusterIngress', 'multiClusterIngressStatus'], reason: '403' },
      ],
    },
    GONE,
  ],
  ['somebody deleted the forwarding rule of what served', { written: [...begun, ...ofKind('forwardingRule')] }, GONE],
  [
    'a rule was to be replaced, and was not made again',
    { written: [...begun, ...ofKind('multiClusterIngressStatus')] },
    GONE,
  ],
  ['the copies tell a VIP', { beside: [status] }, GONE],
  ['there is no record', { written: null }, GONE],
  [
    'a rule of this namespace is on no record',
    { beside: [rule({ description: MARK })] },
    [...GONE, 'vip-change'].sort(),
  ],
  [
    'the forwarding rules could not be read',
    { unknown: [{ part: 'compute', kind: 'forwardingRule', reason: 'x' }] },
    GONE,
  ],
  ...['address', 'targetHttpProxy', 'targetHttpsProxy', 'urlMap', 'backendService'].map(
    (kind): [string, Scene, readonly string[]] => [
      `${kind} could not be read`,
      { unknown: [{ part: 'compute', kind, reason: 'x' }] },
      GONE,
    ],
  ),
  [
    'nobody knows whose the address is',
    { written: begun.map((one) => (one.ref.kind === 'address' ? { ...one, owners: [] } : one)) },
    ['vip-release'],
  ],
  ['a cluster could not be read', { unknown: [{ part: 'cluster', cluster: US, reason: 'x' }] }, GONE],
  ['the hosted controller makes the front end', { written: copies, stands: copies }, GONE.slice(0, 2)],
  ['the address is in use', { address: { ...FREE, status: 'IN_USE' } }, ['vip-release']],
  ['somebody uses the address', { address: { ...FREE, users: ['x'] } }, ['vip-release']],
  ['nobody says whether the address is in use', { address: { address: VIP } }, ['vip-release']],
  ['a rule of somebody else has the IP', { beside: [rule({ IPAddress: VIP })] }, ['vip-release']],
  ['a rule of somebody else has the address', { beside: [rule({ IPAddress: keys.address })] }, ['vip-release']],
])('and has one where %s', (_what, scene, expected) => {
  expect(gates(scene)).toEqual(expected);
});

test('whatever is taken from what served, its gates stand', () => {
  const served = fc.record({
    stands: fc.subarray(whole),
    reserved: fc.boolean(),
    unknown: fc.constantFrom<ObservedState['unknown']>([], [{ part: 'compute', kind: 'urlMap', reason: 'x' }]),
  });
  fc.assert(
    fc.property(served, ({ stands, reserved, unknown }) => {
      const found = gates({ written: whole, stands, unknown, address: reserved ? FREE : {} });
      const has = (kind: string): number => stands.filter(({ ref }) => ref.kind === kind).length;
      expect(found.filter((code) => code === 'vip-release')).toHaveLength(has('address'));
      expect(found.filter((code) => code === 'ingress-delete')).toHaveLength(has('multiClusterIngress'));
    }),
  );
});

describe('what changes behind a load balancer', () => {
  const OF = { name: 'web', clusters: [EU, US], hosts: ['a.example'] } as const;
  const before = [...copies, ...statuses, ...balancer(OF).resources];
  const withIap = (some: readonly DesiredResource[], iap: JsonObject) =>
    some.map((one) => (one.ref.kind === 'backendService' ? { ...one, body: { ...one.body, iap } } : one));
  const emptied = (some: readonly DesiredResource[]) =>
    some.map((one) => (one.ref.kind === 'backendService' ? { ...one, body: { ...one.body, backends: [] } } : one));
  const fronted = (kind: string): boolean => ['forwardingRule', 'multiClusterIngressStatus'].includes(kind);
  const frontless = (some: readonly DesiredResource[]) => some.filter(({ ref }) => !fronted(ref.kind));

  function gatesOfChange(
    old: readonly DesiredResource[],
    after: readonly DesiredResource[],
    written: readonly DesiredResource[] = old,
    unknown: ObservedState['unknown'] = [],
  ) {
    const observed = { ...observedOf(old), unknown };
    const { changes } = diff({
      kinds: KINDS,
      desired: desiredOf(after),
      applied: appliedOf(old),
      observed: observedOf(old),
      takeover: false,
      pendingCause: 'pending',
    });
    return [...new Set(gatesOf(changes, observed, appliedOf(written)).map(({ code }) => code))];
  }

  const on = { enabled: true, oauth2ClientId: 'one' };
  const cases: readonly [string, readonly DesiredResource[], readonly DesiredResource[]][] = [
    ['host-removed', before, [...copies, ...statuses, ...balancer({ ...OF, hosts: [] }).resources]],
    ['last-backend', before, emptied(before)],
    ['iap-off', withIap(before, on), withIap(before, { enabled: false })],
    ['iap-client', withIap(before, on), withIap(before, { ...on, oauth2ClientId: 'two' })],
  ];

  test.each(cases)('has the gate %s where a front end leads to it, or led', (code, old, after) => {
    expect(gatesOfChange(old, after)).toEqual([code]);
    const noRule = ({ ref }: DesiredResource): boolean => ref.kind !== 'forwardingRule';
    expect(gatesOfChange(old.filter(noRule), after.filter(noRule), old)).toContain(code);
    const unknown = [{ part: 'compute', kind: 'urlMap', reason: 'x' }] as const;
    expect(gatesOfChange(frontless(old), frontless(after), frontless(old), unknown)).toContain(code);
  });

  test.each(cases)('has no gate %s where none ever did', (_, old, after) => {
    expect(gatesOfChange(frontless(old), frontless(after))).toEqual([]);
  });

  test('has a gate where routes of another load balancer lead to the same backend service', () => {
    const other = balancer({ name: 'other', clusters: [EU] }).resources.map((one) => ({
      ...one,
      owners: [ingressKey('other')],
      ...(one.ref.kind === 'urlMap' ? { body: { ...one.body, defaultService: keys.backendService } } : {}),
    }));
    const [old, after] = [
      [...frontless(before), ...other],
      [...emptied(frontless(before)), ...other],
    ];
    expect(gatesOfChange(old, after)).toEqual(['last-backend']);
  });

  test('has a gate where such routes had a front end, by the record', () => {
    const other = balancer({ name: 'other', clusters: [EU] }).resources.map((one) => ({
      ...one,
      owners: [ingressKey('other')],
      ...(one.ref.kind === 'urlMap' ? { body: { ...one.body, defaultService: keys.backendService } } : {}),
    }));
    const old = [...frontless(before), ...frontless(other)];
    expect(gatesOfChange(old, emptied(old))).toEqual([]);
    expect(gatesOfChange(old, emptied(old), [...frontless(before), ...other])).toEqual(['last-backend']);
  });

  test('has a gate where a route that is on no record leads to it', () => {
    const old = frontless(before);
    const written = old.filter(({ ref }) => ref.kind !== 'urlMap');
    expect(gatesOfChange(old, emptied(old), written)).toEqual(['last-backend']);
  });

  test('of a backend service that no route leads to has no gate', () => {
    const isMap = ({ ref }: DesiredResource): boolean => ref.kind === 'urlMap' || ref.kind === 'targetHttpProxy';
    const old = frontless(before).filter((one) => !isMap(one));
    expect(gatesOfChange(old, emptied(old))).toEqual([]);
  });
});

test('what nobody would miss opens no other gate: a proxy that Compute cannot take back stays an error', () => {
  const iap = { enabled: true, oauth2ClientId: 'me', oauth2ClientSecretSha256: 'f1' };
  const withProxy = (proxy: JsonObject, members: JsonObject = {}) =>
    begun.map((one) =>
      one.ref.kind === 'backendService' ? { ...one, body: { ...one.body, ...members, iap: proxy } } : one,
    );
  const before = withProxy(iap);
  const codesOf = (after: readonly DesiredResource[]) => {
    const applied = appliedOf(before, { result: 'blocked' });
    const observed = observedOf(before);
    const how = { kinds: KINDS, takeover: false, pendingCause: 'pending' } as const;
    const { changes } = diff({ ...how, desired: desiredOf(after), applied, observed });
    return gatesOf(changes, observed, applied).map(({ code }) => code);
  };
  expect(codesOf(withProxy({ enabled: true }, { backends: [] }))).toEqual(['iap-client-kept']);
  expect(codesOf(withProxy({ enabled: false }, { backends: [] }))).toEqual([]);
  expect(codesOf(withProxy({ ...iap, oauth2ClientId: 'you' }))).toEqual([]);
});
