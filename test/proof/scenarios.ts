// The changes that must be safe, as data: what is there before, what is pushed, which routes are there before and
// after.
import { certificatesOf } from './harness/certificates.ts';
import type { ZoneCounts } from './harness/cloud.ts';
import type { Route } from './harness/invariants.ts';
import type { Tree } from './harness/repository.ts';
import { ASIA, EU, type IngressSpec, type ServiceSpec, treeOf, type TreeSpec, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

export interface Scenario {
  readonly name: string;
  /** Zones of clusters that have more than the usual ones. */
  readonly zones?: ZoneCounts;
  /** Done in the cloud before anything is rolled out. */
  readonly prepare?: (world: ProofWorld) => Promise<void>;
  /** Rolled out first; absent: nothing was there. */
  readonly before?: Tree;
  /** Changed in the cloud with the push: a cluster is rebuilt. */
  readonly disturb?: (world: ProofWorld) => Promise<void>;
  readonly after: Tree;
  /** Present before and after: these must serve all the while. */
  readonly routes: readonly Route[];
  /** A person approves the gates, and lets these addresses go. */
  readonly approved?: { readonly released: RegExp };
}

const FOO: ServiceSpec = { name: 'foo' };
const BAR: ServiceSpec = { name: 'bar' };
const REST: ServiceSpec = { name: 'default-backend' };
const ALL = [US, EU, ASIA];

/** In a cluster with few zones. */
const ELSEWHERE = [BAR, REST].map((service) => ({ ...service, clusters: [ASIA] }));

export const WEB: IngressSpec = {
  name: 'web',
  backend: 'default-backend',
  hosts: { 'foo.example.com': 'foo', 'bar.example.com': 'bar' },
};
const SHOP: IngressSpec = { name: 'shop', backend: 'default-backend', hosts: { 'shop.example.com': 'foo' } };

const fooCertificate = certificatesOf('foo.example.com');

export const BASE = { clusters: ALL, services: [FOO, BAR, REST], ingresses: [WEB] } as const satisfies TreeSpec;
/** Config clusters have to be members. */
export const TWO: TreeSpec = { ...BASE, clusters: [US, EU] };
const BOTH: TreeSpec = { ...BASE, ingresses: [WEB, SHOP] };

export const WEB_ROUTES: readonly Route[] = [
  { ingress: 'web', host: 'foo.example.com' },
  { ingress: 'web', host: 'bar.example.com' },
  { ingress: 'web', host: 'nobody.example.com' },
];
const FOO_TLS: Route = { ingress: 'web', host: 'foo.example.com', port: 443 };
const SHOP_ROUTE: Route = { ingress: 'shop', host: 'shop.example.com' };

export const SCENARIOS: readonly Scenario[] = [
  { name: 'first rollout', after: treeOf(BASE), routes: [] },
  {
    name: 'host moved between services',
    before: treeOf(BASE),
    after: treeOf({ ...BASE, ingresses: [{ ...WEB, hosts: { 'foo.example.com': 'bar', 'bar.example.com': 'bar' } }] }),
    routes: WEB_ROUTES,
  },
  {
    name: 'port change',
    before: treeOf(BASE),
    after: treeOf({ ...BASE, services: [{ ...FOO, port: 9090 }, BAR, REST] }),
    routes: WEB_ROUTES,
  },
  {
    name: 'selector change',
    before: treeOf(BASE),
    after: treeOf({ ...BASE, services: [{ ...FOO, app: 'bar' }, BAR, REST] }),
    routes: WEB_ROUTES,
  },
  {
    name: 'protocol change',
    before: treeOf(BASE),
    after: treeOf({
      ...BASE,
      services: [{ ...FOO, annotations: { 'networking.gke.io/app-protocols': '{"web":"HTTPS"}' } }, BAR, REST],
    }),
    routes: WEB_ROUTES,
  },
  {
    name: 'more groups than one backend service holds',
    zones: { [US]: 26, [EU]: 26 },
    before: treeOf({ ...BASE, services: [{ ...FOO, clusters: [US] }, ...ELSEWHERE] }),
    after: treeOf({ ...BASE, services: [{ ...FOO, clusters: [EU] }, ...ELSEWHERE] }),
    routes: WEB_ROUTES,
  },
  {
    name: 'certificate rotated',
    prepare: async ({ cloud }) => cloud.putSecret('foo-tls', await fooCertificate(1)),
    before: treeOf({ ...BASE, ingresses: [{ ...WEB, tls: ['foo-tls'] }] }),
    disturb: async ({ cloud }) => cloud.putSecret('foo-tls', await fooCertificate(2)),
    after: treeOf({ ...BASE, ingresses: [{ ...WEB, tls: ['foo-tls'] }] }),
    routes: [...WEB_ROUTES, FOO_TLS],
  },
  { name: 'cluster added', before: treeOf(TWO), after: treeOf(BASE), routes: WEB_ROUTES },
  { name: 'cluster removed', before: treeOf(BASE), after: treeOf(TWO), routes: WEB_ROUTES },
  {
    name: 'cluster rebuilt',
    before: treeOf(BASE),
    disturb: (world) => world.cloud.rebuild(EU),
    after: treeOf({ ...BASE, services: [FOO, { ...BAR, annotations: { 'example.com/touched': 'yes' } }, REST] }),
    routes: [],
  },
  {
    name: 'ingress deleted',
    before: treeOf(BOTH),
    after: treeOf(BASE),
    routes: WEB_ROUTES,
    approved: { released: /-shop-/ },
  },
  {
    name: 'service shared by two ingresses',
    before: treeOf(BOTH),
    after: treeOf({ ...BOTH, services: [{ ...FOO, app: 'bar' }, BAR, REST] }),
    routes: [...WEB_ROUTES, SHOP_ROUTE],
  },
  {
    name: 'everything at once',
    before: treeOf({ ...BOTH, clusters: [US, EU] }),
    after: treeOf({
      clusters: ALL,
      services: [{ ...FOO, app: 'bar' }, { ...BAR, port: 9090 }, REST, { name: 'fresh', app: 'foo' }],
      ingresses: [
        { ...WEB, hosts: { 'foo.example.com': 'bar', 'bar.example.com': 'fresh', 'new.example.com': 'foo' } },
        SHOP,
      ],
    }),
    routes: [...WEB_ROUTES, SHOP_ROUTE],
  },
];
