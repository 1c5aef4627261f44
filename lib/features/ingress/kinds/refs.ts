// Refs and names of what these kinds are of, by the ids of the kinds.
import {
  type ClusterLink,
  type ClusterRef,
  type ComputeRef,
  kindsOf,
  names,
  refInCluster,
  refInProject,
} from '../../../model/index.ts';
import { type ClusterKind, type ComputeKind, INGRESS_KINDS, type ResourceKind } from './ingress-kinds.ts';

/** Of this feature alone: for what is asked of no other. */
export const OWN_KINDS = kindsOf(INGRESS_KINDS);

export function computeRef(kind: ComputeKind, project: string, name: string, zone?: string): ComputeRef {
  return refInProject(OWN_KINDS.ofCompute(kind), project, name, zone);
}

export function clusterRef(kind: ClusterKind, cluster: ClusterLink, name: string, namespace?: string): ClusterRef {
  return refInCluster(OWN_KINDS.ofCluster(kind), cluster, name, namespace);
}

/** See `names.nameOf`. */
export function givenName(kind: ResourceKind, readable: readonly string[], identity: unknown): string {
  return names.nameOf(OWN_KINDS.of(kind), readable, identity);
}
