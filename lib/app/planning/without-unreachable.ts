// A member whose Services cannot be read is no precondition of what the others serve: groups that do not stand yet are
// left out of the plan while they cannot, and added when they can. What stands stays. Pure.
import {
  type ClusterLink,
  type DesiredState,
  hasEndpoints,
  isClusterRef,
  isUnknown,
  type Kinds,
  type ObservedState,
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
  const unread = new Map(
    desired.resources.flatMap(({ ref }) =>
      isClusterRef(ref) && isUnknown(observed, ref) ? [[refKey(ref), ref.cluster]] : [],
    ),
  );
  const out = new Map<RefKey, ClusterLink>();
  for (const { ref, dependsOn } of unread.size === 0 ? [] : desired.resources) {
    if (!hasEndpoints(kinds, ref)) continue;
    if (observed.resources.has(refKey(ref)) || isUnknown(observed, ref)) continue;
    const [member] = dependsOn.flatMap((key) => unread.get(key) ?? []);
    if (member !== undefined) out.set(refKey(ref), member);
  }
  if (out.size === 0) return { desired, members: [] };
  const resources = desired.resources
    .filter(({ ref }) => !out.has(refKey(ref)))
    .map((resource) => withoutNamed(kinds, resource, out));
  return { desired: { ...desired, resources }, members: [...new Set(out.values())].sort() };
}
