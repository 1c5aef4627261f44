// The fleet's firewall rule keeps the node tags of a cluster that left the fleet, for as long as a unit still has something
// there: its backends serve until they are drained, and nothing else lets requests and probes in. The units go their own
// ways, so the rule cannot simply come last. Pure. May import: core, model.
import { textsAt } from '../core/index.ts';
import {
  type AppliedState,
  type ClusterLink,
  type DesiredState,
  FLEET_UNIT,
  isComputeRef,
  type RefKey,
} from '../model/index.ts';

/** The desired state of the fleet's own unit; of any other unit, as it is. */
export function keepTagsInUse(
  desired: DesiredState,
  members: ReadonlySet<ClusterLink>,
  applied: ReadonlyMap<string, AppliedState>,
  inFlight: readonly DesiredState[],
): DesiredState {
  if (desired.unit !== FLEET_UNIT || !isAnyInUse(members, applied, inFlight)) return desired;
  const before = Object.values(applied.get(FLEET_UNIT)?.resources ?? {}).find(({ ref }) => ref.kind === 'firewall');
  if (before === undefined) return desired;
  const resources = desired.resources.map((resource) => {
    if (resource.ref.kind !== 'firewall') return resource;
    const targetTags = [...new Set([resource, before].flatMap(({ body }) => textsAt(body, 'targetTags')))];
    return { ...resource, body: { ...resource.body, targetTags: targetTags.sort() } };
  });
  return { ...desired, resources };
}

/**
 * Whether something applied stands in a cluster that is no member any more, or may.
 * @param inFlight what open runs work towards.
 */
export function isAnyInUse(
  members: ReadonlySet<ClusterLink>,
  applied: ReadonlyMap<string, AppliedState>,
  inFlight: readonly DesiredState[],
): boolean {
  for (const { unit, resources } of [...applied.values(), ...inFlight]) {
    if (unit === FLEET_UNIT) continue;
    for (const { ref, dependsOn } of Object.values(resources)) {
      // A group that stands on a Service of that cluster; the Service may have been there before, and is in no record.
      const clusters = isComputeRef(ref) ? dependsOn.flatMap((key) => clusterOf(key) ?? []) : [ref.cluster];
      if (clusters.some((cluster) => !members.has(cluster))) return true;
    }
  }
  return false;
}

/** Of the key of an object in a cluster. */
function clusterOf(key: RefKey): ClusterLink | undefined {
  return /^clusters\/([^/]+\/[^/]+)\//.exec(key)?.[1];
}
