// Refs and names of what these kinds are of, by the ids of the kinds. May import: model.
import { nameOf as nameOfKind } from '../names.ts';
import { type ClusterLink, type ClusterRef, type ComputeRef, refInCluster, refInProject } from '../ref.ts';
import { type ClusterKind, type ComputeKind, KINDS, type ResourceKind } from './index.ts';

export function computeRef(kind: ComputeKind, project: string, name: string, zone?: string): ComputeRef {
  return refInProject(KINDS.ofCompute(kind), project, name, zone);
}

export function clusterRef(kind: ClusterKind, cluster: ClusterLink, name: string, namespace?: string): ClusterRef {
  return refInCluster(KINDS.ofCluster(kind), cluster, name, namespace);
}

/** See `names.nameOf`. */
export function nameOf(kind: ResourceKind, readable: readonly string[], identity: unknown): string {
  return nameOfKind(KINDS.of(kind), readable, identity);
}
