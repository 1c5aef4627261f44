// An object and its aspects: resources of their own that are written through another door of the same object.
import type { Kinds } from './kinds.ts';
import { type ClusterRef, isClusterRef, refInCluster, type ResourceRef } from './ref.ts';

/** Whether something is an aspect of an object. */
export function isAspect(kinds: Kinds, ref: ResourceRef): boolean {
  return isClusterRef(ref) && kinds.ofCluster(ref.kind).aspectOf !== undefined;
}

/** The object that something is an aspect of; undefined for what is no aspect. */
export function wholeOf(kinds: Kinds, ref: ResourceRef): ClusterRef | undefined {
  if (!isClusterRef(ref)) return undefined;
  const { aspectOf } = kinds.ofCluster(ref.kind);
  return aspectOf === undefined
    ? undefined
    : refInCluster(kinds.ofCluster(aspectOf), ref.cluster, ref.name, ref.namespace);
}
