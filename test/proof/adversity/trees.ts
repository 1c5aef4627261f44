// What the two repositories of these histories hold: trees between which nothing needs an approval, in each its own
// fleet.
import type { Route } from '../harness/invariants.ts';
import type { Tree } from '../harness/repository.ts';
import { EU, type ServiceSpec, treeOf, US } from '../harness/trees.ts';

const REST: ServiceSpec = { name: 'default-backend' };
const RATED = { 'networking.gke.io/max-rate-per-endpoint': '50' };

const fleet = (foo: Partial<ServiceSpec>, others: readonly ServiceSpec[] = [], host = 'foo'): Tree =>
  treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo', ...foo }, REST, ...others],
    ingresses: [{ name: 'web', backend: 'default-backend', hosts: { 'foo.example.com': host } }],
  });

/** Of the first repository. */
export const FIRST_TREES: readonly Tree[] = [
  fleet({}),
  fleet({ app: 'bar' }),
  fleet({}, [{ name: 'bar' }], 'bar'),
  fleet({ clusters: [US] }),
  fleet({ annotations: RATED }),
];

const shop = (annotations?: ServiceSpec['annotations']): Tree =>
  treeOf({
    name: 'shop',
    clusters: [US, EU],
    services: [{ name: 'till', app: 'bar', ...(annotations && { annotations }) }],
    ingresses: [{ name: 'shop', backend: 'till', hosts: { 'shop.example.com': 'till' } }],
  });

/** Of the second. */
export const SECOND_TREES: readonly Tree[] = [shop(), shop(RATED)];

export const ROUTES: readonly Route[] = [
  { ingress: 'web', host: 'foo.example.com' },
  { ingress: 'web', host: 'nobody.example.com' },
];
export const SECOND_ROUTES: readonly Route[] = [{ ingress: 'shop', host: 'shop.example.com' }];
