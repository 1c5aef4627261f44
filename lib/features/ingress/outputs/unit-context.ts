// What every output of a unit is made with, and what it is.
import type { Fleet } from '../../../fleet/index.ts';
import { type ClusterRef, type ComputeRef, type DesiredResource, ownershipMark } from '../../../model/index.ts';

export interface UnitContext {
  readonly fleet: Fleet;
  /** Namespace, or FLEET_UNIT. */
  readonly unit: string;
  /** The ownership mark: a Compute resource's description, a Kubernetes object's annotation. */
  readonly mark: string;
  /** The start of every identity: two fleets, projects or units never share a resource. */
  readonly scope: { readonly fleet: string; readonly project: string; readonly unit: string };
}

/** A resource of the Compute API. */
export type InCompute = DesiredResource & { readonly ref: ComputeRef };

/** An object in a cluster. */
export type InCluster = DesiredResource & { readonly ref: ClusterRef };

/** @param installation whose marks the resources get. */
export function unitContext(fleet: Fleet, installation: string, unit: string): UnitContext {
  const scope = { fleet: fleet.name, project: fleet.project, unit };
  return { fleet, unit, mark: ownershipMark({ installation, fleet: fleet.name }, unit), scope };
}
