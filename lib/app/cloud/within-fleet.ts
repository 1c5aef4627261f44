// Clusters that have left the fleet since: nobody can reach them any more, and no run must wait for them for ever.
import type { Change } from '../../diff/index.ts';
import {
  type ClusterLink,
  hasEndpoints,
  type DesiredState,
  isComputeRef,
  type Kinds,
  type RefKey,
  refKey,
  type ResourceRef,
  withoutNamed,
} from '../../model/index.ts';

/** A desired state of earlier, without what belongs to clusters that left: what a rollback may ask for. */
export function withinFleet(kinds: Kinds, desired: DesiredState, members: ReadonlySet<ClusterLink>): DesiredState {
  const gone = new Set<RefKey>();
  for (const { ref } of desired.resources) if (!isWithin(ref, members)) gone.add(refKey(ref));
  if (gone.size === 0) return desired;
  // The groups that its Services fill, or made GKE make, go with them.
  for (const { ref, dependsOn } of desired.resources) {
    if (hasEndpoints(kinds, ref) && dependsOn.some((key) => gone.has(key))) gone.add(refKey(ref));
  }
  const resources = desired.resources
    .filter(({ ref }) => !gone.has(refKey(ref)))
    .map((resource) => withoutNamed(kinds, resource, gone));
  return { ...desired, resources };
}

/** Changes that can be made. What is held is desired as it was applied, also in a cluster that left. */
export function withinReach(changes: readonly Change[], members: ReadonlySet<ClusterLink>): readonly Change[] {
  return changes.filter(({ ref }) => isWithin(ref, members));
}

function isWithin(ref: ResourceRef, members: ReadonlySet<ClusterLink>): boolean {
  return isComputeRef(ref) || members.has(ref.cluster);
}
