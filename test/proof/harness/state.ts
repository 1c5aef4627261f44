// What everything ended as, to be compared with another run of the same story. Left out is only what no two runs share:
// ids, times, versions and who held what.
import type { Drift } from '../../../lib/state/index.ts';
import type { ProofCluster } from './cloud.ts';
import { TOKEN } from './clients.ts';
import type { ProofWorld } from './world.ts';

const COLLECTIONS = [
  'addresses',
  'backendServices',
  'firewalls',
  'forwardingRules',
  'healthChecks',
  'networkEndpointGroups',
  'sslCertificates',
  'sslPolicies',
  'securityPolicies',
  'targetHttpProxies',
  'targetHttpsProxies',
  'urlMaps',
];

const KINDS = [
  '/api/v1/namespaces',
  '/api/v1/services',
  '/apis/networking.gke.io/v1/multiclusteringresses',
  '/apis/networking.gke.io/v1/multiclusterservices',
  '/apis/networking.gke.io/v1beta1/servicenetworkendpointgroups',
  '/apis/cloud.google.com/v1/backendconfigs',
  '/apis/networking.gke.io/v1beta1/frontendconfigs',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
];

/** Members that the server gives each object anew, and times. */
const ANEW: ReadonlySet<string> = new Set([
  'id',
  'fingerprint',
  'labelFingerprint',
  'creationTimestamp',
  'uid',
  'resourceVersion',
  'managedFields',
  'generation',
  'observedGeneration',
  'lastSyncTime',
  'lastTransitionTime',
  'selfLinkWithId',
  'selfLink',
]);

/**
 * Documents that say how it came about and when, not what is: journals and plans differ with each crash, the look of a
 * sweep with each minute.
 */
const HOW = /^(?:runs|plans|facts|answers|revisions|desired|acts|deliveries|stops|sightings|replan-turns)\//;

export type State = Readonly<Record<string, unknown>>;

export async function stateOf(world: ProofWorld): Promise<State> {
  const { compute, clusters } = world.cloud;
  const state: Record<string, unknown> = {};
  for (const { path, resource } of COLLECTIONS.flatMap((collection) => compute.view.list(collection))) {
    const endpoints = compute.view.endpoints(path).map(({ ipAddress, port }) => `${ipAddress}:${port}`);
    state[path] = { ...(normal(resource) as object), endpoints: endpoints.sort() };
  }
  for (const cluster of clusters.values()) {
    for (const kind of KINDS) {
      for (const object of await objectsIn(cluster, kind)) {
        const { name = '', namespace = '' } = object.metadata;
        state[`${cluster.link} ${kind} ${namespace}/${name}`] = normal(object);
      }
    }
  }
  for (const [key, value] of Object.entries(world.store.contents())) {
    // A record of drift without a change in it says that there is none.
    if (HOW.test(key) || (key.startsWith('drift/') && (value as Partial<Drift>).changes?.length === 0)) continue;
    state[`bucket ${key}`] = normal(essenceOf(key, value));
  }
  return state;
}

/** Which run and plan applied it differs, and so does when a person was asked. */
function essenceOf(key: string, value: unknown): unknown {
  if (key.startsWith('applied/')) {
    const { seq, commit, desired, result, resources } = value as Readonly<Record<string, unknown>>;
    return { seq, commit, desired, result, resources };
  }
  if (!key.startsWith('approvals/')) return value;
  const { at: _, ...approval } = value as Readonly<Record<string, unknown>>;
  return approval;
}

interface KubernetesObject {
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

async function objectsIn({ api }: ProofCluster, path: string): Promise<readonly KubernetesObject[]> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const answer = await api.handler(new Request(`http://cluster${path}`, { headers }));
  if (answer.status !== 200) return [];
  return ((await answer.json()) as { readonly items: readonly KubernetesObject[] }).items;
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !ANEW.has(key));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, normal(one)]));
}

/** The first few keys in which two states differ, each with what it is in both. */
export function differences(expected: State, actual: State): readonly string[] {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  return keys.flatMap((key) => {
    const [before, after] = [JSON.stringify(expected[key]), JSON.stringify(actual[key])];
    if (before === after) return [];
    if (before === undefined) return [`left over: ${key}`];
    if (after === undefined) return [`missing: ${key}`];
    let at = 0;
    while (before[at] === after[at]) at += 1;
    const from = Math.max(0, at - 60);
    return [`${key}: expected …${before.slice(from, at + 80)}… observed …${after.slice(from, at + 80)}…`];
  });
}

/**
 * A state without the bucket, whose numbers count the history, and without what GKE's controller says of its groups,
 * which tells of a fault until it tries again; with one word for each VIP, which the order of creation gives.
 */
export function cloudOf(state: State): State {
  const kept = Object.entries(state)
    .filter(([key]) => !key.startsWith('bucket '))
    .map(([key, value]) => [
      key,
      key.includes('/servicenetworkendpointgroups ') ? { ...(value as object), status: 0 } : value,
    ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(kept)).replaceAll(/\b203\.0\.113\.\d+\b/g, 'VIP')) as State;
}
