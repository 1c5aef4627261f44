// The state of the cloud as data, to be compared before and after; and how often anybody but the clusters' own
// controllers wrote to it.
import type { LocalCloud } from '../../../infra/local/cloud.ts';
import { TOKENS } from '../../../infra/local/layout.ts';
import type { RunningCluster } from '../../../infra/local/cluster.ts';

const COLLECTIONS = [
  'addresses',
  'backendServices',
  'firewalls',
  'forwardingRules',
  'healthChecks',
  'networkEndpointGroups',
  'targetHttpProxies',
  'urlMaps',
];

const KINDS = [
  '/api/v1/services',
  '/apis/networking.gke.io/v1/multiclusteringresses',
  '/apis/networking.gke.io/v1/multiclusterservices',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
];

export interface KubernetesObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

export type Resource = Readonly<Record<string, unknown>> & { readonly name: string };

/** Everything of Compute's that Rangelight may write, by canonical path, endpoints included. */
export function computeState({ compute }: LocalCloud): Readonly<Record<string, unknown>> {
  const found = COLLECTIONS.flatMap((collection) => compute.view.list(collection));
  return Object.fromEntries(
    found.map(({ path, resource }) => [path, { ...resource, endpoints: compute.view.endpoints(path) }]),
  );
}

export function resources({ compute }: LocalCloud, collection: string): readonly Resource[] {
  return compute.view.list(collection).map(({ resource }) => resource);
}

export function clusterOf(cloud: LocalCloud, link: string): RunningCluster {
  const found = cloud.clusters.find((cluster) => cluster.layout.link === link);
  if (found === undefined) throw new RangeError(`no cluster ${link}`);
  return found;
}

/** @param path e.g. `/api/v1/services`. A kind that the cluster does not have gives no objects. */
export async function objectsIn(cluster: RunningCluster, path: string): Promise<readonly KubernetesObject[]> {
  const answer = await request(cluster, 'GET', path);
  if (answer.status === 404) return [];
  return ((await answer.json()) as { readonly items: readonly KubernetesObject[] }).items;
}

/**
 * One request to a cluster's API server, as an admin unless said otherwise. @param patch the media type of the body.
 */
export function request(
  cluster: RunningCluster,
  method: string,
  path: string,
  body?: unknown,
  patch = 'merge-patch+json',
  role: 'admin' | 'viewer' | 'worker' | 'drift' = 'admin',
): Promise<Response> {
  const token = { admin: TOKENS.google, viewer: TOKENS.planner, worker: TOKENS.worker, drift: TOKENS.drift }[role];
  const headers = { authorization: `Bearer ${token}`, 'content-type': `application/${patch}` };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  return Promise.resolve(cluster.api.handler(new Request(`https://cluster${path}`, { method, headers, ...text })));
}

/** Everything of the clusters' that Rangelight may write, by cluster and kind. */
export async function clusterState(cloud: LocalCloud): Promise<Readonly<Record<string, unknown>>> {
  const read = cloud.clusters.flatMap((cluster) =>
    KINDS.map(async (path) => [`${cluster.layout.link} ${path}`, await objectsIn(cluster, path)] as const),
  );
  return Object.fromEntries(await Promise.all(read));
}

export interface Writes {
  readonly compute: readonly string[];
  readonly kubernetes: readonly string[];
}

/**
 * Tells the method and path of all that was written since, by anybody but the clusters' own controllers.
 * What was asked for and refused does not count.
 */
export function watchWrites({ compute, clusters }: LocalCloud): () => Writes {
  const computeStart = compute.journal.entries.length;
  const starts = clusters.map(({ api }) => api.journal.entries.length);
  return () => ({
    compute: compute.journal
      .mutations(computeStart)
      .filter(({ path }) => !path.includes('/networkEndpointGroups'))
      .map(({ method, path }) => `${method} ${path}`),
    kubernetes: clusters.flatMap(({ api, layout }, index) =>
      api.journal
        .mutations(starts[index])
        // Controllers name themselves otherwise, and delete without saying what becomes of dependents.
        .filter(({ path }) => path.includes('fieldManager=rangelight') || path.includes('propagationPolicy='))
        .map(({ method, path }) => `${layout.link}: ${method} ${path}`),
    ),
  });
}
