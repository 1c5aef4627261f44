// Which resource: kind, scope and name. The only map key; never a selfLink. May import: core.

/** REST collection of each Compute kind that Rangelight programs (compute v1 discovery document). */
export const COMPUTE_KINDS = {
  address: 'addresses',
  firewall: 'firewalls',
  healthCheck: 'healthChecks',
  networkEndpointGroup: 'networkEndpointGroups',
  backendService: 'backendServices',
  urlMap: 'urlMaps',
  targetHttpProxy: 'targetHttpProxies',
  targetHttpsProxy: 'targetHttpsProxies',
  sslCertificate: 'sslCertificates',
  forwardingRule: 'forwardingRules',
} as const;

export type ComputeKind = keyof typeof COMPUTE_KINDS;

const CLUSTER_KINDS = {
  customResourceDefinition: 'customresourcedefinitions',
  service: 'services',
  backendConfig: 'backendconfigs',
  frontendConfig: 'frontendconfigs',
  multiClusterService: 'multiclusterservices',
  multiClusterIngress: 'multiclusteringresses',
  multiClusterIngressStatus: 'multiclusteringresses/status',
} as const;

export type ClusterKind = keyof typeof CLUSTER_KINDS;
export type ResourceKind = ComputeKind | ClusterKind;

/** `<location>/<cluster>`, the link that MultiClusterService uses. */
export type ClusterLink = string;

export interface ComputeRef {
  readonly kind: ComputeKind;
  readonly project: string;
  /** Present for zonal resources (NEGs); absent for global ones. */
  readonly zone?: string;
  readonly name: string;
}

export interface ClusterRef {
  readonly kind: ClusterKind;
  readonly cluster: ClusterLink;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
}

export type ResourceRef = ComputeRef | ClusterRef;

/** `projects/P/global/urlMaps/N`, `projects/P/zones/Z/networkEndpointGroups/N`, `clusters/L/C/namespaces/NS/services/N`. */
export type RefKey = string;

export function isComputeRef(ref: ResourceRef): ref is ComputeRef {
  return 'project' in ref;
}

export function isClusterRef(ref: ResourceRef): ref is ClusterRef {
  return 'cluster' in ref;
}

export function computeRef(kind: ComputeKind, project: string, name: string, zone?: string): ComputeRef {
  return zone === undefined ? { kind, project, name } : { kind, project, zone, name };
}

export function clusterRef(kind: ClusterKind, cluster: ClusterLink, name: string, namespace?: string): ClusterRef {
  return namespace === undefined ? { kind, cluster, name } : { kind, cluster, namespace, name };
}

/** The key of a ref. For Compute it is the canonical partial URL, which is also how bodies refer to resources. */
export function refKey(ref: ResourceRef): RefKey {
  if (isComputeRef(ref)) {
    const scope = ref.zone === undefined ? 'global' : `zones/${ref.zone}`;
    return `projects/${ref.project}/${scope}/${COMPUTE_KINDS[ref.kind]}/${ref.name}`;
  }
  const namespace = ref.namespace === undefined ? '' : `/namespaces/${ref.namespace}`;
  return `clusters/${ref.cluster}${namespace}/${CLUSTER_KINDS[ref.kind]}/${ref.name}`;
}

const COMPUTE_PATH = /^projects\/([^/]+)\/(?:global|zones\/([^/]+))\/([A-Za-z]+)\/([^/]+)$/;

/** Collections that bodies refer to by names that users give: what comes from elsewhere. */
export type ExternalCollection = 'sslCertificates' | 'sslPolicies' | 'securityPolicies';

/** The canonical partial URL of a global resource that is not ours. */
export function externalPath(collection: ExternalCollection, project: string, name: string): string {
  return `projects/${project}/global/${collection}/${name}`;
}

/** Reads a canonical partial URL; undefined for what is not one of our Compute kinds. */
export function parseComputePath(path: string): ComputeRef | undefined {
  const match = COMPUTE_PATH.exec(path);
  if (match === null) return undefined;
  const [, project = '', zone, collection, name = ''] = match;
  for (const [kind, known] of Object.entries(COMPUTE_KINDS)) {
    if (known === collection) return computeRef(kind as ComputeKind, project, name, zone);
  }
  return undefined;
}
