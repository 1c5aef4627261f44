// Every kind of rollout that incidents meet: the scenarios that have routes, and what only takes time to be seen.
import { drainCluster } from '../harness/by-hand.ts';
import type { Tree } from '../harness/repository.ts';
import { EU, treeOf, US } from '../harness/trees.ts';
import { BASE, type Scenario, SCENARIOS, TWO, WEB, WEB_ROUTES } from '../scenarios.ts';

export interface Rollout extends Scenario {
  /** Pushed some minutes after the change: while it is under way, or when traffic has just moved. */
  readonly next?: { readonly afterMinutes: number; readonly tree: Tree };
}

const HALF_HOUR_MS = 30 * 60_000;
const [foo, bar, rest] = BASE.services;
const PORT_CHANGED = treeOf({ ...BASE, services: [{ ...foo, port: 9090 }, bar, rest] });

/** A MultiClusterService is replaced, a cluster leaves, and a host moves to another service, in one push. */
export const THREE_CHANGES: Rollout = {
  name: 'a service replaced, a cluster removed, a host moved',
  before: treeOf(BASE),
  after: treeOf({
    ...TWO,
    services: [{ ...foo, port: 9090 }, bar, rest],
    ingresses: [{ ...WEB, hosts: { ...WEB.hosts, 'bar.example.com': rest.name } }],
  }),
  routes: WEB_ROUTES,
};

/** What is replaced serves a host that is visited every five minutes, the others every ten seconds. */
export const SELDOM_VISITED: Rollout = {
  name: 'port change of a service that is seldom visited',
  before: treeOf(BASE),
  after: PORT_CHANGED,
  routes: WEB_ROUTES.map((route) => (route.host === 'foo.example.com' ? { ...route, isSeldom: true } : route)),
};

export const ROLLOUTS: readonly Rollout[] = [
  SELDOM_VISITED,
  THREE_CHANGES,
  ...SCENARIOS.filter(({ routes }) => routes.length > 0),
  {
    name: 'new path',
    before: treeOf(BASE),
    after: withPath(treeOf(BASE), '/api/*', bar.name),
    routes: [...WEB_ROUTES, { ingress: 'web', host: 'foo.example.com', path: '/api/orders' }],
  },
  {
    name: 'groups leave a service',
    before: treeOf(BASE),
    after: treeOf({ ...BASE, services: [{ ...foo, clusters: [US] }, bar, { ...rest, clusters: [US, EU] }] }),
    routes: WEB_ROUTES,
  },
  {
    name: 'rolled back on the way',
    before: treeOf(BASE),
    after: PORT_CHANGED,
    next: { afterMinutes: 2, tree: treeOf(BASE) },
    routes: WEB_ROUTES,
  },
  {
    name: 'rolled back when traffic has moved',
    before: treeOf(BASE),
    after: PORT_CHANGED,
    next: { afterMinutes: 25, tree: treeOf(BASE) },
    routes: WEB_ROUTES,
  },
  {
    name: 'a cluster drained by hand, given back after half an hour',
    before: treeOf(BASE),
    disturb: (world) => drainCluster(world, EU, world.clock.now() + HALF_HOUR_MS),
    after: treeOf(BASE),
    routes: WEB_ROUTES,
  },
];

/** The first host leads this path to another service. */
function withPath(tree: Tree, path: string, serviceName: string): Tree {
  const file = 'manifests/ingress-web.yaml';
  type Rules = readonly { readonly http: { readonly paths: readonly object[] } }[];
  const ingress = JSON.parse(tree[file] ?? '') as { readonly spec: { readonly template: { readonly spec: object } } };
  const spec = ingress.spec.template.spec as { readonly rules: Rules };
  const rules = spec.rules.map((rule, at) => {
    const added = { path, backend: { serviceName, servicePort: 8080 } };
    return at > 0 ? rule : { ...rule, http: { paths: [added, ...rule.http.paths] } };
  });
  return { ...tree, [file]: JSON.stringify({ ...ingress, spec: { template: { spec: { ...spec, rules } } } }) };
}
