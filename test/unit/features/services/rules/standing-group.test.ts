// What keeps the group of an export that stands, beside what else is wanted and what else has its name.
import { expect, test } from 'vitest';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { managedService } from '../../../../../lib/features/common/managed-service.ts';
import { serviceExport } from '../../../../../lib/features/services/kinds/service-export.ts';
import { inStandingGroups } from '../../../../../lib/features/services/rules/standing-group.ts';
import {
  type ClusterRef,
  type DesiredResource,
  type DesiredState,
  type ObservedState,
  refInCluster,
  refKey,
} from '../../../../../lib/model/index.ts';

const US = 'us-west1/gke-us';
const [GKE, STANDARD] = ['net.gke.io', 'multicluster.x-k8s.io'];

const exported = (name: string, group: string) => refInCluster(serviceExport, US, name, 'shop', group);
const wanted = (...refs: readonly ClusterRef[]): DesiredState => ({
  fleet: 'prod',
  unit: 'shop',
  resources: refs.map((ref): DesiredResource => ({ ref, body: {}, maker: 'rangelight', owners: [], dependsOn: [] })),
});
/** @param others of somebody else. */
const beside = (ours: readonly ClusterRef[], others: readonly ClusterRef[] = []) => {
  const seen = [...ours.map((ref) => ({ ref, ours: true })), ...others.map((ref) => ({ ref, ours: false }))];
  const resources = new Map(seen.map((one) => [refKey(one.ref), { ...one, body: {} }]));
  return { kinds: KINDS, applied: undefined, observed: { resources, unknown: [] } satisfies ObservedState };
};
const keysOf = ({ resources }: DesiredState) => resources.map(({ ref }) => refKey(ref));

test('where nothing moves, what is wanted is the same', () => {
  const state = wanted(exported('cart', GKE), exported('pay', GKE));
  expect(inStandingGroups(state, beside([exported('cart', GKE)]))).toBe(state);
  const without = wanted(refInCluster(managedService, US, 'cart', 'shop'));
  expect(inStandingGroups(without, beside([exported('cart', STANDARD)]))).toBe(without);
});

test('one of several moves, and a Service of its name stays what it is', () => {
  const service = refInCluster(managedService, US, 'cart', 'shop');
  const state = wanted(service, exported('cart', GKE), exported('pay', GKE));
  const settled = inStandingGroups(state, beside([exported('cart', STANDARD)]));
  expect(keysOf(settled)).toEqual(
    [service, exported('cart', STANDARD), exported('pay', GKE)].map((ref) => refKey(ref)).sort(),
  );
});

test('ours comes before one of somebody else, whichever group either has', () => {
  const state = wanted(exported('cart', GKE));
  for (const [mine, theirs] of [
    [GKE, STANDARD],
    [STANDARD, GKE],
  ] as const) {
    const settled = inStandingGroups(state, beside([exported('cart', mine)], [exported('cart', theirs)]));
    expect(keysOf(settled)).toEqual([refKey(exported('cart', mine))]);
  }
});
