// A desired state of earlier, without what belongs to clusters that have left the fleet since: nobody can reach them any
// more, and no run must wait for them for ever. May import: core, model.
import { isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import {
  type ClusterLink,
  type DesiredResource,
  type DesiredState,
  isComputeRef,
  type RefKey,
  refKey,
} from '../model/index.ts';

/** What a rollback may ask for. */
export function withinFleet(desired: DesiredState, members: ReadonlySet<ClusterLink>): DesiredState {
  const gone = outOfReach(desired, members);
  // The groups that its Services fill, or made GKE make, go with them.
  for (const { ref, dependsOn } of desired.resources) {
    if (ref.kind === 'networkEndpointGroup' && dependsOn.some((key) => gone.has(key))) gone.add(refKey(ref));
  }
  return withoutAll(desired, gone);
}

/** What may be held: in Compute, where it serves, all of it. */
export function withinReach(desired: DesiredState, members: ReadonlySet<ClusterLink>): DesiredState {
  return withoutAll(desired, outOfReach(desired, members));
}

function outOfReach({ resources }: DesiredState, members: ReadonlySet<ClusterLink>): Set<RefKey> {
  const gone = resources.filter(({ ref }) => !isComputeRef(ref) && !members.has(ref.cluster));
  return new Set(gone.map(({ ref }) => refKey(ref)));
}

function withoutAll(desired: DesiredState, gone: ReadonlySet<RefKey>): DesiredState {
  if (gone.size === 0) return desired;
  const resources = desired.resources
    .filter(({ ref }) => !gone.has(refKey(ref)))
    .map((resource) => without(resource, gone));
  return { ...desired, resources };
}

function without(resource: DesiredResource, gone: ReadonlySet<RefKey>): DesiredResource {
  const dependsOn = resource.dependsOn.filter((key) => !gone.has(key));
  if (resource.ref.kind !== 'backendService') return { ...resource, dependsOn };
  const backends = listOf(resource.body['backends']).filter(
    ({ group }) => typeof group !== 'string' || !gone.has(group),
  );
  return { ...resource, dependsOn, body: { ...resource.body, backends } };
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}
