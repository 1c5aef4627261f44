// Where each kind lives: no discovery calls. A data table, and the paths made from it. May import: model, ports.
import type { ClusterKind, ClusterRef } from '../../model/index.ts';
import type { ReadKind } from '../../ports/index.ts';

interface KindPath {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  /** Kinds that exist only where their CustomResourceDefinition is installed. */
  readonly custom?: true;
  readonly subresource?: 'status';
}

const NETWORKING = 'networking.gke.io/v1';

export const KIND_PATHS: Readonly<Record<ClusterKind | ReadKind, KindPath>> = {
  customResourceDefinition: {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
  },
  service: { apiVersion: 'v1', kind: 'Service', plural: 'services' },
  backendConfig: {
    apiVersion: 'cloud.google.com/v1',
    kind: 'BackendConfig',
    plural: 'backendconfigs',
    custom: true,
  },
  frontendConfig: {
    apiVersion: 'networking.gke.io/v1beta1',
    kind: 'FrontendConfig',
    plural: 'frontendconfigs',
    custom: true,
  },
  multiClusterService: {
    apiVersion: NETWORKING,
    kind: 'MultiClusterService',
    plural: 'multiclusterservices',
    custom: true,
  },
  multiClusterIngress: {
    apiVersion: NETWORKING,
    kind: 'MultiClusterIngress',
    plural: 'multiclusteringresses',
    custom: true,
  },
  multiClusterIngressStatus: {
    apiVersion: NETWORKING,
    kind: 'MultiClusterIngress',
    plural: 'multiclusteringresses',
    custom: true,
    subresource: 'status',
  },
  node: { apiVersion: 'v1', kind: 'Node', plural: 'nodes' },
  namespace: { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces' },
  endpointSlice: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', plural: 'endpointslices' },
  pod: { apiVersion: 'v1', kind: 'Pod', plural: 'pods' },
};

/** Path of a collection: in one namespace, or in all. */
export function collectionPath(kind: ClusterKind | ReadKind, namespace?: string): string {
  const { apiVersion, plural } = KIND_PATHS[kind];
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`}/${plural}`;
}

/** Path of one object. */
export function objectPath(ref: ClusterRef): string {
  return `${collectionPath(ref.kind, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}

/** Path that a ref is written through: the object's, or its status subresource's. */
export function writePath(ref: ClusterRef): string {
  const { subresource } = KIND_PATHS[ref.kind];
  return subresource === undefined ? objectPath(ref) : `${objectPath(ref)}/${subresource}`;
}

/** Name of the CustomResourceDefinition that a kind needs; undefined for built-in kinds. */
export function definitionName(kind: ClusterKind | ReadKind): string | undefined {
  const { apiVersion, plural, custom } = KIND_PATHS[kind];
  return custom ? `${plural}.${apiVersion.replace(/\/.*$/, '')}` : undefined;
}
