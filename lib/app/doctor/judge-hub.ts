// Whether the fleet has the features that manifests count on, and whether each cluster is a member. Source: GKE Hub
// REST reference, projects.locations.features and memberships.
import { type JsonObject, objectAt, objectsAt, textAt } from '../../core/index.ts';
import type { Defect } from './defect.ts';
import type { ExaminedFleet } from './examined.ts';

/** @param found undefined: it is not enabled. */
export function judgeFeature(
  { name: fleet, fleetProject, needs }: ExaminedFleet,
  feature: string,
  found: JsonObject | undefined,
): readonly Defect[] {
  const where = `projects/${fleetProject}/locations/global/features/${feature}`;
  const wrong = (message: string, fix: string): Defect => ({ code: 'hub-feature', where, message, fix });
  const enable = `gcloud container fleet ${COMMANDS[feature] ?? feature} enable --project=${fleetProject}`;
  const why = needs.get(feature);
  if (found === undefined) return why === undefined ? [] : [wrong(`it is off, and ${fleet} needs it: ${why}`, enable)];
  const state = textAt(found, 'resourceState', 'state') ?? '?';
  if (state !== 'ACTIVE') return [wrong(`it is ${state}`, enable)];
  return Object.entries(objectAt(found, 'membershipStates')).flatMap(([membership, of]): readonly Defect[] => {
    const code = textAt(of, 'state', 'code') ?? 'unknown';
    if (code === 'OK') return [];
    const said = textAt(of, 'state', 'description') ?? 'it does not say why';
    const fix = `gcloud container fleet ${COMMANDS[feature] ?? feature} describe --project=${fleetProject}`;
    return [wrong(`${shortNameOf(membership)} is ${code}: ${said}`, fix)];
  });
}

/** The features that are looked at, and what gcloud calls them. */
export const COMMANDS: Readonly<Record<string, string>> = {
  multiclusterservicediscovery: 'multi-cluster-services',
  servicemesh: 'mesh',
};

/** @param memberships pages of the list. */
export function judgeMembers(
  { name: fleet, fleetProject, clusters }: ExaminedFleet,
  memberships: JsonObject | undefined,
): readonly Defect[] {
  const known = new Set(objectsAt(memberships, 'resources').map((one) => textAt(one, 'name') ?? ''));
  return clusters.flatMap(({ link, location, membership }): readonly Defect[] => {
    const name = `projects/${fleetProject}/locations/${location}/memberships/${membership}`;
    if (known.has(name)) return [];
    const message = `${fleet} has ${link}, and the fleet has no such membership: no function reaches it`;
    const fix = `gcloud container fleet memberships register ${membership} --gke-cluster=${link} --project=${fleetProject}`;
    return [{ code: 'cluster-not-member', where: name, message, fix }];
  });
}

function shortNameOf(membership: string): string {
  return membership.split('/').slice(-1).join('');
}
