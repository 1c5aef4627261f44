// Which kind a manifest object is of.
import { expect, test } from 'vitest';
import { isRootObject, kindOfObject } from '../../../lib/model/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

test.each([
  ['networking.gke.io/MultiClusterIngress/blue/web', 'multiClusterIngress'],
  ['cloud.google.com/BackendConfig/blue/web', 'backendConfig'],
  ['core/Service/blue/web', 'managedService'],
  ['net.gke.io/ServiceExport/blue/web@us-west1/gke-us', 'serviceExport'],
  ['multicluster.x-k8s.io/ServiceExport/blue/web@us-west1/gke-us', 'serviceExport'],
  ['acme.example/MultiClusterIngress/blue/web', undefined],
  ['no key', undefined],
])('%s is of %s, never of the kind of a part, or of what we name', (key, id) => {
  expect(kindOfObject(KINDS, key)?.id).toBe(id);
});

test('others are there for an ingress, and for none of those', () => {
  expect(isRootObject(KINDS, 'networking.gke.io/MultiClusterIngress/blue/web')).toBe(true);
  expect(isRootObject(KINDS, 'networking.gke.io/MultiClusterService/blue/web')).toBe(false);
  expect(isRootObject(KINDS, 'no key')).toBe(false);
});
