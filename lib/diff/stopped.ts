// Somebody else's resource stops what belongs to it, not only itself: half a load balancer, or one that no config
// cluster names, is worse than none. What was applied of it stays.
import {
  type DesiredResource,
  type DesiredState,
  isRootObject,
  type Kinds,
  type ObjectKey,
  type RefKey,
  refKey,
} from '../model/index.ts';

/** The objects that cannot be carried out because something that is wanted for them is somebody else's. */
export function stoppedBy(
  kinds: Kinds,
  { resources }: DesiredState,
  foreign: readonly RefKey[],
): ReadonlySet<ObjectKey> {
  const isRoot = (key: ObjectKey): boolean => isRootObject(kinds, key);
  const stopped = new Set<ObjectKey>();
  for (const { ref, owners } of resources) {
    if (!foreign.includes(refKey(ref))) continue;
    const roots = owners.filter(isRoot);
    for (const owner of roots.length > 0 ? roots : owners) stopped.add(owner);
  }
  // What is there for others, as an ingress for its services, has nowhere to go with one of them stopped.
  for (const { owners } of resources) {
    if (!owners.some((owner) => !isRoot(owner) && stopped.has(owner))) continue;
    for (const owner of owners.filter(isRoot)) stopped.add(owner);
  }
  return stopped;
}

/** What is wanted without what belongs to stopped objects alone. */
export function withoutStopped(kinds: Kinds, desired: DesiredState, stopped: ReadonlySet<ObjectKey>): DesiredState {
  if (stopped.size === 0) return desired;
  return { ...desired, resources: desired.resources.filter((resource) => !isStopped(kinds, resource, stopped)) };
}

/** What roots share stands as long as one of them does. */
function isStopped(kinds: Kinds, { owners }: DesiredResource, stopped: ReadonlySet<ObjectKey>): boolean {
  const roots = owners.filter((key) => isRootObject(kinds, key));
  return roots.length > 0 ? roots.every((one) => stopped.has(one)) : owners.some((one) => stopped.has(one));
}
