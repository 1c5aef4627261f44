// Two controllers must not program one set of manifests.
import { expect, test } from 'vitest';
import { guardAgainstHosted } from '../../../../lib/app/cloud/guard.ts';
import type { Facts } from '../../../../lib/fleet/index.ts';
import { type ObservedState, refKey } from '../../../../lib/model/index.ts';
import { EU, FLEET, US } from '../../balancer.ts';
import { createRig } from '../rig.ts';
import { clusterRef } from '../../../../lib/features/ingress/kinds/index.ts';

const fleet = createRig().fleet();
const facts = (hosted: Pick<Facts, 'hostedConfigCluster'>): Facts => ({
  fleet: FLEET,
  clusters: {},
  addresses: {},
  ...hosted,
});
const EMPTY: ObservedState = { resources: new Map(), unknown: [] };

function withFinalizers(finalizers: readonly string[]): ObservedState {
  const ref = clusterRef('multiClusterIngress', EU, 'foobar', 'blue');
  const body = { metadata: { name: 'foobar', finalizers } };
  return { resources: new Map([[refKey(ref), { ref, body, ours: true }]]), unknown: [] };
}

const codes = (hosted: Facts, observed = EMPTY) =>
  guardAgainstHosted(fleet, hosted, observed).map(({ code, severity }) => `${severity} ${code}`);

test('the way is free when the feature is off, or on for a cluster that is none of our config clusters', () => {
  expect(codes(facts({ hostedConfigCluster: null }))).toEqual([]);
  expect(codes(facts({ hostedConfigCluster: 'asia-east1/gke-other' }))).toEqual([]);
  expect(codes(facts({ hostedConfigCluster: null }), withFinalizers(['foregroundDeletion']))).toEqual([]);
});

test.each([EU, US])('the feature on config cluster %s stops everything', (link) => {
  expect(codes(facts({ hostedConfigCluster: link }))).toEqual(['error hosted-controller-active']);
});

test('so does an object with a finalizer of the hosted controller', () => {
  const observed = withFinalizers(['mci.finalizer.networking.gke.io']);
  expect(codes(facts({ hostedConfigCluster: null }), observed)).toEqual(['error hosted-controller-active']);
});

test('and a feature of which nothing is known', () => {
  expect(codes(facts({}))).toEqual(['error hosted-controller-unknown']);
});

test('under `controller: gke` the hosted controller is welcome', () => {
  const hosted = { ...fleet, controller: 'gke' } as const;
  expect(guardAgainstHosted(hosted, facts({ hostedConfigCluster: EU }), EMPTY)).toEqual([]);
});
