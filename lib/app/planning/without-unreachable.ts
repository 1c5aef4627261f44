// A member that cannot be read is no precondition of what the others serve: groups that do not stand yet are left out of the plan
// while it cannot, and added when it answers. What stands stays. Pure.
import {
  type ClusterLink,
  hasEndpoints,
  type DesiredResource,
  type DesiredState,
  isUnknown,
  type Kinds,
  type ObservedState,
  parseClusterKey,
  type RefKey,
  refKey,
  withoutNamed,
} from '../../model/index.ts';

export interface LeftOut {
  readonly desired: DesiredState;
  /** Members with a group that is left out, sorted. */
  readonly members: readonly ClusterLink[];
}

export function withoutUnreachable(kinds: Kinds, desired: DesiredState, observed: ObservedState): LeftOut {
  const away = new Set(observed.unknown.flatMap((part) => (part.part === 'cluster' ? [part.cluster] : [])));
  const out = new Map<RefKey, ClusterLink>();
  for (const resource of desired.resources) {
    const { ref } = resource;
    if (!hasEndpoints(kinds, ref)) continue;
    if (observed.resources.has(refKey(ref)) || isUnknown(observed, ref)) continue;
    const member = membersOf(resource).find((link) => away.has(link));
    if (member !== undefined) out.set(refKey(ref), member);
  }
  if (out.size === 0) return { desired, members: [] };
  const resources = desired.resources
    .filter(({ ref }) => !out.has(refKey(ref)))
    .map((resource) => withoutNamed(kinds, resource, out));
  return { desired: { ...desired, resources }, members: [...new Set(out.values())].sort() };
}

/** The cluster whose pods a group has: that of its derived Service. */
function membersOf({ dependsOn, endpoints }: DesiredResource): readonly ClusterLink[] {
  const services = dependsOn.flatMap((key) => parseClusterKey(key)?.cluster ?? []);
  return endpoints === undefined ? services : [...services, endpoints.cluster];
}
