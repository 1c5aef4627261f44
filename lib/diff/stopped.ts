// Somebody else's resource stops what belongs to it, not only itself: half a load balancer, or one that no config cluster names, is worse
// than none. What was applied of it stays. May import: core, model.
import {
  type DesiredResource,
  type DesiredState,
  isOfKind,
  OBJECT_KINDS,
  type ObjectKey,
  type RefKey,
  refKey,
} from '../model/index.ts';

const isIngress = (key: ObjectKey): boolean => isOfKind(key, OBJECT_KINDS.ingress);

/** The objects that cannot be carried out because something that is wanted for them is somebody else's. */
export function stoppedBy({ resources }: DesiredState, foreign: readonly RefKey[]): ReadonlySet<ObjectKey> {
  const stopped = new Set<ObjectKey>();
  for (const { ref, owners } of resources) {
    if (!foreign.includes(refKey(ref))) continue;
    const ingresses = owners.filter(isIngress);
    for (const owner of ingresses.length > 0 ? ingresses : owners) stopped.add(owner);
  }
  // An ingress that routes to a service that is stopped has nowhere to route to.
  for (const { owners } of resources) {
    if (!owners.some((owner) => !isIngress(owner) && stopped.has(owner))) continue;
    for (const owner of owners.filter(isIngress)) stopped.add(owner);
  }
  return stopped;
}

/** What is wanted without what belongs to stopped objects alone. */
export function withoutStopped(desired: DesiredState, stopped: ReadonlySet<ObjectKey>): DesiredState {
  if (stopped.size === 0) return desired;
  return { ...desired, resources: desired.resources.filter((resource) => !isStopped(resource, stopped)) };
}

/** What ingresses share stands as long as one of them does. */
function isStopped({ owners }: DesiredResource, stopped: ReadonlySet<ObjectKey>): boolean {
  const ingresses = owners.filter(isIngress);
  return ingresses.length > 0 ? ingresses.every((one) => stopped.has(one)) : owners.some((one) => stopped.has(one));
}
