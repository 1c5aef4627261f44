// Whether a cluster that left the fleet still has something of it. Pure.
import {
  type AppliedState,
  type ClusterLink,
  type DesiredState,
  FLEET_UNIT,
  isComputeRef,
  parseClusterKey,
} from '../model/index.ts';

/**
 * Whether something applied stands in a cluster that is no member any more, or may.
 * @param inFlight what open runs work towards.
 */
export function standsOutside(
  members: ReadonlySet<ClusterLink>,
  applied: ReadonlyMap<string, AppliedState>,
  inFlight: readonly DesiredState[],
): boolean {
  for (const { unit, resources } of [...applied.values(), ...inFlight]) {
    if (unit === FLEET_UNIT) continue;
    for (const { ref, dependsOn } of Object.values(resources)) {
      // A group that stands on a Service of that cluster; the Service may have been there before, and is in no record.
      const clusters = isComputeRef(ref)
        ? dependsOn.flatMap((key) => parseClusterKey(key)?.cluster ?? [])
        : [ref.cluster];
      if (clusters.some((cluster) => !members.has(cluster))) return true;
    }
  }
  return false;
}
