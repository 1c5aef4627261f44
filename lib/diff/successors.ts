// A copy leaves a config cluster last of all: when all copies of its namespace, and what is written on them, stand in
// the others.
import {
  type DesiredResource,
  isAspect,
  isComputeRef,
  isConfigCopy,
  type Kinds,
  type RefKey,
  type ResourceRef,
} from '../model/index.ts';

/** Keys of the wanted copies in other clusters, and of their status; of what is no copy none. */
export function successorsOf(
  kinds: Kinds,
  ref: ResourceRef,
  wanted: ReadonlyMap<RefKey, DesiredResource>,
): readonly RefKey[] {
  if (isComputeRef(ref) || !isConfigCopy(kinds, ref)) return [];
  const isWanted = ({ ref: other }: DesiredResource): boolean =>
    !isComputeRef(other) && other.kind === ref.kind && other.name === ref.name && other.namespace === ref.namespace;
  // One that no manifest asks for just goes.
  if (![...wanted.values()].some(isWanted)) return [];
  return [...wanted].flatMap(([key, { ref: other }]) => {
    if (isComputeRef(other) || other.cluster === ref.cluster) return [];
    return isConfigCopy(kinds, other) || isAspect(kinds, other) ? [key] : [];
  });
}
