// Which features of GKE Hub a fleet counts on: multi-cluster Services are made by the hosted controller alone.
import type { Fleet } from '../../lib/fleet/index.ts';

/** @returns feature → what needs it. A mesh that a team runs itself needs none. */
export function hubNeeds(fleet: Fleet): ReadonlyMap<string, string> {
  const asksForServices = fleet.features?.['services'] !== undefined;
  return new Map(asksForServices ? [['multiclusterservicediscovery', 'its fleet file has the section services']] : []);
}
