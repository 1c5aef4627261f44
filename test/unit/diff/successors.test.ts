// What a copy in a config cluster waits for before it leaves: the copies in the others, and what is written on them.
import { expect, test } from 'vitest';
import { successorsOf } from '../../../lib/diff/successors.ts';
import { type DesiredResource, refKey, type ResourceRef } from '../../../lib/model/index.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { compute, EU, UNIT, US } from '../balancer.ts';

const copy = (cluster: string, name = 'web', namespace = UNIT) =>
  clusterRef('multiClusterIngress', cluster, name, namespace);
const wantedOf = (...refs: readonly ResourceRef[]) =>
  new Map(refs.map((ref) => [refKey(ref), { ref } as DesiredResource] as const));
const successors = (leaves: ResourceRef, ...wanted: readonly ResourceRef[]) =>
  successorsOf(KINDS, leaves, wantedOf(...wanted));

const status = clusterRef('multiClusterIngressStatus', EU, 'web', UNIT);
const other = clusterRef('multiClusterService', EU, 'shop', UNIT);
const derived = clusterRef('service', EU, 'web', UNIT);

test('a copy waits for the copies of its namespace elsewhere, and for what is written on them', () => {
  const wanted = [copy(EU), status, other, copy(US, 'api'), derived, compute('urlMap', 'web')];
  expect(successors(copy(US), ...wanted)).toEqual([copy(EU), status, other].map(refKey));
});

test('one that no manifest asks for just goes', () => {
  expect(successors(copy(US), copy(EU, 'api'), status, other)).toEqual([]);
  expect(successors(copy(US), copy(EU, 'web', 'green'), other)).toEqual([]);
  expect(successors(copy(US), clusterRef('multiClusterService', EU, 'web', UNIT))).toEqual([]);
  expect(successors(copy(US), { ...compute('urlMap', 'web'), kind: 'multiClusterIngress' }, other)).toEqual([]);
});

test('what is no copy of a manifest waits for none', () => {
  expect(successors(derived, copy(EU), status, clusterRef('service', US, 'web', UNIT))).toEqual([]);
  expect(successors(compute('urlMap', 'web'), copy(EU), compute('urlMap', 'web'))).toEqual([]);
});
