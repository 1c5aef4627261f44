// Who still uses an exported Service whose export has gone: the run that deletes it waits for that.
import { beforeEach, expect, it } from 'vitest';
import { managedService } from '../../../../lib/features/common/managed-service.ts';
import { serviceExport } from '../../../../lib/features/services/kinds/service-export.ts';
import { derivedServiceName } from '../../../../lib/features/services/predict/derived-name.ts';
import { stillImported } from '../../../../lib/features/services/runs/still-imported.ts';
import { refInCluster } from '../../../../lib/model/index.ts';
import { type StepRig, stepRig } from '../../app/running/steps/step-context.ts';
import { EU, fleetWith, US } from './exports.ts';

const CART = refInCluster(managedService, US, 'cart', 'shop');
const MEMBERS = [US, EU].map((link) => link.split('/') as [string, string]);
const membershipOf = ([location, name]: readonly [string, string]): string =>
  `projects/1/locations/${location}/memberships/${name}`;
const [OF_US = '', OF_EU = ''] = MEMBERS.map(membershipOf);

const importOf = (...clusters: readonly string[]) => ({
  metadata: { name: 'cart', namespace: 'shop' },
  status: { clusters: clusters.map((cluster) => ({ cluster })) },
});
const sliceOf = (labels: Readonly<Record<string, string>>, ...addresses: readonly string[]) => ({
  metadata: { name: 's', namespace: 'shop', labels },
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: false } })),
});
const OWN = sliceOf({ 'kubernetes.io/service-name': 'cart' }, '10.8.0.2');

let rig: StepRig;
beforeEach(() => {
  rig = stepRig({ fleet: fleetWith() });
  rig.clusters.seed(US, 'endpointSlice', [OWN]);
});
const used = () => stillImported(CART, rig.context, AbortSignal.timeout(10_000));

it('is nobody where nothing is imported, or only from other clusters', async () => {
  expect(await used()).toBeUndefined();
  rig.clusters.seed(EU, 'serviceimports', [importOf(OF_EU), { ...importOf(OF_US), metadata: { name: 'pay' } }]);
  rig.clusters.seed(EU, 'endpointSlice', [sliceOf({ 'multicluster.kubernetes.io/service-name': 'cart' }, '10.9.0.2')]);
  expect(await used()).toBeUndefined();
});

it.each([
  ['its import lists the cluster', 'serviceimports', importOf(OF_US, OF_EU), 'has it among those of its import'],
  [
    'the Service behind the name leads to one of its pods, as GKE labels it or not',
    'endpointSlice',
    sliceOf(
      { 'kubernetes.io/service-name': derivedServiceName({ namespace: 'shop', name: 'cart' }) },
      '10.9.0.2',
      '10.8.0.2',
    ),
    'has endpoints of it',
  ],
  [
    'the name itself does',
    'endpointSlice',
    sliceOf({ 'multicluster.kubernetes.io/service-name': 'cart' }, '10.8.0.2'),
    'has endpoints of it',
  ],
] as const)('is a cluster where %s', async (_, kind, object, words) => {
  rig.clusters.seed(EU, kind, [object]);
  expect(await used()).toBe(`shop/cart of ${US} is still imported: ${EU} ${words}`);
});

it('may be a cluster that cannot be read', async () => {
  rig.clusters.unreachable.add(EU);
  expect(await used()).toContain(`${EU} cannot be read`);
});

it('is everybody while somebody else’s export stands', async () => {
  rig.clusters.put(refInCluster(serviceExport, US, 'cart', 'shop', 'multicluster.x-k8s.io'), {});
  expect(await used()).toBe(`shop/cart is still exported in ${US}, by an export that Rangelight does not withdraw`);
});
