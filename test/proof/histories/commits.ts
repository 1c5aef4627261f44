// The commits of the histories, and what the cloud must be after each of them.
import type { Clients } from '../harness/clients.ts';
import type { Route } from '../harness/invariants.ts';
import type { Tree } from '../harness/repository.ts';
import { cloudOf, type State, stateOf } from '../harness/state.ts';
import { ASIA, EU, type IngressSpec, type ServiceSpec, treeOf, US } from '../harness/trees.ts';
import { createProofWorld } from '../harness/world.ts';

const FIRST: ServiceSpec = { name: 'foo' };
const REST: ServiceSpec = { name: 'default-backend' };
const WEB: IngressSpec = { name: 'web', backend: 'default-backend', hosts: { 'foo.example.com': 'foo' } };

const RATED = { 'networking.gke.io/max-rate-per-endpoint': '50' };

/** Without and with a cluster whose NEGs the worker keeps: it costs time, and has steps of its own. */
const MEMBERS = [
  [US, EU],
  [US, EU, ASIA],
] as const;

/** All of them serve the same routes, so that nothing needs an approval. */
export const TREES: readonly Tree[] = MEMBERS.flatMap((clusters) =>
  [
    [[FIRST, REST], WEB],
    [[{ ...FIRST, app: 'bar' }, REST], WEB],
    [[{ ...FIRST, port: 9090 }, REST], WEB],
    [[FIRST, REST, { name: 'bar' }], { ...WEB, hosts: { 'foo.example.com': 'bar' } }],
    [[{ ...FIRST, app: 'bar' }, REST, { name: 'bar', port: 9090 }], { ...WEB, hosts: { 'foo.example.com': 'bar' } }],
    [[{ ...FIRST, clusters: [US] }, REST], WEB],
    [[{ ...FIRST, annotations: RATED }, REST], WEB],
  ].map(([services, ingress]) =>
    treeOf({ clusters, services: services as readonly ServiceSpec[], ingresses: [ingress as IngressSpec] }),
  ),
);
/** Trees of one family of clusters: those without the third cluster come first. */
export const EACH = TREES.length / MEMBERS.length;
export const ROUTES: readonly Route[] = [
  { ingress: 'web', host: 'foo.example.com' },
  { ingress: 'web', host: 'nobody.example.com' },
];

/**
 * What the cloud must be when a tree was the last: rolled out, once it is asked for, into an empty world without
 * trouble.
 */
export type References = (tree: number) => Promise<State>;

export function references(clients: Clients): References {
  const states = new Map<number, State>();
  return async (tree) => {
    const known = states.get(tree);
    if (known !== undefined) return known;
    const world = await createProofWorld(clients);
    try {
      world.push(TREES[tree] ?? {});
      await world.untilIdle();
      const state = cloudOf(await stateOf(world));
      states.set(tree, state);
      return state;
    } finally {
      await world.close();
    }
  };
}
