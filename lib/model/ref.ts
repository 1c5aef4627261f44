// Which resource: kind, scope and name. The only map key; never a selfLink.
import type { ClusterKindDefinition, ComputeKindDefinition, KindId } from './kind.ts';
import { type ClusterLink, CORE_GROUP } from './object-key.ts';

/** A resource of Compute, as its partial URL has it. */
export interface ComputeKey {
  /** REST collection: `urlMaps`. */
  readonly collection: string;
  readonly project: string;
  /** Present for zonal resources (NEGs); absent for global ones. */
  readonly zone?: string;
  readonly name: string;
}

export interface ComputeRef extends ComputeKey {
  readonly kind: KindId;
}

/**
 * An object in a cluster, or the part of one that is written apart, as its key has it. Not its kind: others may mean
 * the same.
 */
export interface ClusterKey {
  readonly cluster: ClusterLink;
  /** API group, without a version; '' is the core group. */
  readonly group: string;
  readonly plural: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  readonly subresource?: 'status';
}

export interface ClusterRef extends ClusterKey {
  readonly kind: KindId;
}

export type ResourceRef = ComputeRef | ClusterRef;

/**
 * `projects/P/global/urlMaps/N`, `projects/P/zones/Z/networkEndpointGroups/N`,
 * `clusters/L/C/core/namespaces/NS/services/N`. In a cluster it is the object that counts, in whatever version it is
 * written: two that mean one object have one key.
 */
export type RefKey = string;

export function isComputeRef(ref: ResourceRef): ref is ComputeRef {
  return 'project' in ref;
}

export function isClusterRef(ref: ResourceRef): ref is ClusterRef {
  return 'cluster' in ref;
}

export function refInProject(
  { id, api }: ComputeKindDefinition,
  project: string,
  name: string,
  zone?: string,
): ComputeRef {
  return { kind: id, collection: api.collection, project, ...(zone === undefined ? {} : { zone }), name };
}

/** @param group one of the kind's; its first where it is not given. */
export function refInCluster(
  { id, api: { group: first, plural, subresource } }: ClusterKindDefinition,
  cluster: ClusterLink,
  name: string,
  namespace?: string,
  group: string = first,
): ClusterRef {
  return {
    kind: id,
    group,
    plural,
    ...(subresource === undefined ? {} : { subresource }),
    cluster,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  };
}

/** The key of a ref. For Compute it is the canonical partial URL, which is also how bodies refer to resources. */
export function refKey(ref: ResourceRef): RefKey {
  if (isComputeRef(ref)) {
    const scope = ref.zone === undefined ? 'global' : `zones/${ref.zone}`;
    return `projects/${ref.project}/${scope}/${ref.collection}/${ref.name}`;
  }
  const { plural, subresource } = ref;
  const scope = ref.namespace === undefined ? '' : `/namespaces/${ref.namespace}`;
  const path = `${scope}/${plural}/${ref.name}${subresource === undefined ? '' : `/${subresource}`}`;
  return `clusters/${ref.cluster}/${ref.group === '' ? CORE_GROUP : ref.group}${path}`;
}

const CLUSTER_KEY = /^clusters\/([^/]+\/[^/]+)\/([^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)\/([^/]+)(?:\/(status))?$/;

/** Undefined for what is no key of an object in a cluster. */
export function parseClusterKey(key: RefKey): ClusterKey | undefined {
  const match = CLUSTER_KEY.exec(key);
  if (match === null) return undefined;
  const [, cluster = '', group = '', namespace, plural = '', name = '', subresource] = match;
  return {
    cluster,
    group: group === CORE_GROUP ? '' : group,
    plural,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(subresource === undefined ? {} : { subresource: 'status' }),
  };
}

/** A key as people read it: without the API group of an object in a cluster, which they know by the kind. */
export function keyText(key: RefKey): string {
  const cluster = parseClusterKey(key)?.cluster;
  if (cluster === undefined) return key;
  const [, ...path] = key.slice(`clusters/${cluster}/`.length).split('/');
  return `clusters/${cluster}/${path.join('/')}`;
}

/** The name in a key; the key itself when it is none of ours. */
export function nameOfKey(key: RefKey): string {
  return parseComputePath(key)?.name ?? parseClusterKey(key)?.name ?? key;
}

const COMPUTE_PATH = /^projects\/([^/]+)\/(?:global|zones\/([^/]+))\/([A-Za-z]+)\/([^/]+)$/;

/** Collections that bodies refer to by names that users give: what comes from elsewhere. */
export type ExternalCollection = 'sslCertificates' | 'sslPolicies' | 'securityPolicies';

/** The canonical partial URL of a global resource that is not ours. */
export function externalPath(collection: ExternalCollection, project: string, name: string): string {
  return `projects/${project}/global/${collection}/${name}`;
}

/** Reads a canonical partial URL of a global or zonal resource; undefined for any other text. */
export function parseComputePath(path: string): ComputeKey | undefined {
  // Most texts of a body are none, and every one is asked.
  const match = path.startsWith('projects/') ? COMPUTE_PATH.exec(path) : null;
  if (match === null) return undefined;
  const [, project = '', zone, collection = '', name = ''] = match;
  return { collection, project, ...(zone === undefined ? {} : { zone }), name };
}
