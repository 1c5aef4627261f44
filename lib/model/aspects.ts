// An object and its aspects: resources of their own that are written through another door of the same object. May import: model.
import { KINDS } from './kinds/index.ts';
import { type ClusterRef, refInCluster, isClusterRef, type ResourceRef } from './ref.ts';

/** Whether something is an aspect of an object. */
export function isAspect(ref: ResourceRef): boolean {
  return wholeOf(ref) !== undefined;
}

/** The object that something is an aspect of; undefined for what is no aspect. */
export function wholeOf(ref: ResourceRef): ClusterRef | undefined {
  const whole = isClusterRef(ref) ? KINDS.ofCluster(ref.kind).aspectOf : undefined;
  if (whole === undefined || !isClusterRef(ref)) return undefined;
  return refInCluster(KINDS.ofCluster(whole), ref.cluster, ref.name, ref.namespace);
}
