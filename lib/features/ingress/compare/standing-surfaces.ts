// Load balancers that stand in a fleet's project → a surface for each.
import type { JsonObject } from '../../../core/index.ts';
import type { Facts, Fleet } from '../../../fleet/index.ts';
import type { Look } from '../../../live/index.ts';
import type { KindId, ObservedState } from '../../../model/index.ts';
import { hostedServices, standingGraph, type Whose } from '../standing/index.ts';
import type { Surface } from './surface.ts';
import { surfacesOf } from './surfaces-of.ts';

export interface FleetSeen {
  readonly fleet: Fleet;
  readonly facts: Facts;
  readonly observed: ObservedState;
}

/** What a load balancer is not known without. Of clusters, zones and addresses each surface says what is unknown. */
const PARTS: ReadonlySet<KindId> = new Set([
  'forwardingRule',
  'targetHttpProxy',
  'targetHttpsProxy',
  'urlMap',
  'backendService',
  'healthCheck',
  'sslCertificate',
]);

/** Whether so much could not be read that nothing that stands can be compared: absent would be a guess. */
export function isStandingUnknown({ unknown }: Pick<ObservedState, 'unknown'>): boolean {
  return unknown.some((part) => part.part === 'compute' && PARTS.has(part.kind));
}

/** Sorted by id. Reads the hosted controller's Services; what cannot be read is unknown. */
export async function standingSurfaces(
  { fleet, facts, observed: { resources } }: FleetSeen,
  whose: Whose,
  look: Look,
): Promise<readonly Surface[]> {
  const services: ReadonlyMap<string, JsonObject> =
    whose === 'gke' ? await hostedServices(fleet, facts, resources, look) : new Map();
  return surfacesOf(standingGraph({ fleet, facts, resources, services }, whose));
}
