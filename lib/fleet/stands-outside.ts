// Whether something still leads requests into a cluster that left the fleet. Pure.
import {
  type AppliedState,
  type ClusterLink,
  type DesiredState,
  FLEET_UNIT,
  isComputeRef,
  parseClusterKey,
} from '../model/index.ts';

/**
 * Whether something of the cloud that stands on a cluster's object, such as a group of its endpoints, is applied for a
 * cluster that is no member any more, or may be. Objects in such a cluster are out of reach: they stay on record until
 * the next run of their unit, or for ever, and lead nobody there.
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
      if (!isComputeRef(ref)) continue;
      const clusters = dependsOn.flatMap((key) => parseClusterKey(key)?.cluster ?? []);
      if (clusters.some((cluster) => !members.has(cluster))) return true;
    }
  }
  return false;
}
