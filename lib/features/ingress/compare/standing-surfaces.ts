// Load balancers that stand in a fleet's project → a surface for each.
import type { JsonObject } from '../../../core/index.ts';
import type { Facts, Fleet } from '../../../fleet/index.ts';
import type { Look } from '../../../live/index.ts';
import type { ObservedState } from '../../../model/index.ts';
import { hostedServices, standingGraph, type Whose } from '../standing/index.ts';
import type { Surface } from './surface.ts';
import { surfacesOf } from './surfaces-of.ts';

export interface FleetSeen {
  readonly fleet: Fleet;
  readonly facts: Facts;
  readonly observed: ObservedState;
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
