// Where each kind lives: no discovery calls. Paths made from what is known of a kind.
import type { ClusterApi, ClusterRef } from '../../model/index.ts';
import type { ReadKind } from '../../ports/index.ts';

/** Kinds that are only read. */
export const READ: Readonly<Record<ReadKind, ClusterApi>> = {
  node: { group: '', versions: ['v1'], kind: 'Node', plural: 'nodes', scope: 'cluster' },
  namespace: { group: '', versions: ['v1'], kind: 'Namespace', plural: 'namespaces', scope: 'cluster' },
  endpointSlice: {
    group: 'discovery.k8s.io',
    versions: ['v1'],
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    scope: 'namespaced',
  },
  pod: { group: '', versions: ['v1'], kind: 'Pod', plural: 'pods', scope: 'namespaced' },
};

/** `networking.gke.io/v1`. */
export function apiVersionOf({ group, versions: [version] }: ClusterApi): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Path of a collection: in one namespace, or in all. */
export function collectionPath(api: ClusterApi, namespace?: string): string {
  const root = api.group === '' ? '/api' : '/apis';
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}/${apiVersionOf(api)}${scope}/${api.plural}`;
}

/** Path of one object. */
export function objectPath(api: ClusterApi, ref: ClusterRef): string {
  return `${collectionPath(api, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}

/** Path that a ref is written through: the object's, or its status subresource's. */
export function writePath(api: ClusterApi, ref: ClusterRef): string {
  const { subresource } = api;
  return subresource === undefined ? objectPath(api, ref) : `${objectPath(api, ref)}/${subresource}`;
}

/** Path of the CustomResourceDefinition that a kind needs, and its name; undefined for built-in kinds. */
export function definitionOf({
  custom,
  group,
  plural,
}: ClusterApi): { readonly path: string; readonly name: string } | undefined {
  if (custom !== true) return undefined;
  const name = `${plural}.${group}`;
  return { path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${encodeURIComponent(name)}`, name };
}
