// What Compute Engine would refuse in the middle of a rollout, because it is too much. Source: Cloud Load Balancing,
// "Quotas and limits".
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Facts, Fleet } from '../../../fleet/index.ts';
import type { MultiClusterService } from '../manifests/index.ts';
import { type ObjectKey } from '../../../model/index.ts';
import { BACKENDS_LIMIT } from '../views/index.ts';
import { type CheckedObjects, keyOf, type RoutedIngress } from './check-objects.ts';
import { backendsOf } from './routes.ts';
import { servingMembers } from './served-port.ts';
import { checkUrlMap } from './url-map-limits.ts';

/** The same objects without those that are too much, which are held, and so is what refers to them. */
export function withinLimits(
  fleet: Fleet,
  installation: string,
  facts: Facts,
  checked: CheckedObjects,
): CheckedObjects {
  const large = new Map<ObjectKey, readonly Diagnostic[]>();
  for (const service of checked.services) note(large, keyOf(service), checkGroups(fleet, facts, service));
  for (const routed of checked.ingresses) note(large, keyOf(routed.ingress), checkUrlMap(fleet, installation, routed));
  if (large.size === 0) return checked;
  const refers = ({ routes }: RoutedIngress): boolean =>
    backendsOf(routes).some(({ service }) => large.has(keyOf(service)));
  const isHeld = (routed: RoutedIngress): boolean => large.has(keyOf(routed.ingress)) || refers(routed);
  return {
    ...checked,
    services: checked.services.filter((service) => !large.has(keyOf(service))),
    ingresses: checked.ingresses.filter((routed) => !isHeld(routed)),
    held: new Set([
      ...checked.held,
      ...large.keys(),
      ...checked.ingresses.filter(isHeld).map(({ ingress }) => keyOf(ingress)),
    ]),
    diagnostics: [...checked.diagnostics, ...[...large.values()].flat()],
  };
}

function note(large: Map<ObjectKey, readonly Diagnostic[]>, key: ObjectKey, found: readonly Diagnostic[]): void {
  if (found.length > 0) large.set(key, found);
}

function checkGroups(fleet: Fleet, facts: Facts, service: MultiClusterService): readonly Diagnostic[] {
  // With `controller: gke` the groups are the hosted controller's, and so is the limit: one for each zone as well.
  let groups = 0;
  for (const { zones } of servingMembers(fleet, facts, service)) groups += zones.length;
  if (groups <= BACKENDS_LIMIT) return [];
  const message = `${service.name} has ${groups} network endpoint groups, one per cluster and zone; at most ${BACKENDS_LIMIT} are possible`;
  const place = service.spec.clusters === undefined ? ['metadata', 'name'] : ['spec', 'clusters'];
  return [diagnostic('too-many-groups', message, service.at(place), 'Name fewer clusters in spec.clusters.')];
}
