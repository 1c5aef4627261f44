// What fleets count on beside their manifests: features of GKE Hub, and Secrets that the functions write.
import type { NeedsOf } from '../../lib/app/doctor/index.ts';
import { secretsOfMesh } from '../../lib/features/mesh/index.ts';
import type { Fleet } from '../../lib/fleet/index.ts';

export const NEEDS: NeedsOf = { hub: hubNeeds, secrets: secretsOfMesh };

/**
 * Multi-cluster Services are made by the hosted controller alone.
 * @returns feature → what needs it. A mesh that a team runs itself needs none.
 */
function hubNeeds(fleet: Fleet): ReadonlyMap<string, string> {
  const asksForServices = fleet.features?.['services'] !== undefined;
  return new Map(asksForServices ? [['multiclusterservicediscovery', 'its fleet file has the section services']] : []);
}
