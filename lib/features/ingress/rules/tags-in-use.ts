// The fleet's firewall rule keeps the node tags of a cluster that left the fleet, for as long as a unit still has a
// group of endpoints there: its backends serve until they are drained, and nothing else lets requests and probes in.
// The units go their own ways, so the rule cannot simply come last. Pure.
import { textsAt } from '../../../core/index.ts';
import { factsOf, membersOf, standsOutside } from '../../../fleet/index.ts';
import { type AppliedState, type DesiredResource, type DesiredState, FLEET_UNIT } from '../../../model/index.ts';
import type { Fleetwide } from '../../../plan/index.ts';
import { firewall } from '../kinds/firewall.ts';

/** The desired state of the fleet's own unit; of any other unit, as it is. */
export function keepTagsInUse(desired: DesiredState, { fleet, applied, inFlight }: Fleetwide): DesiredState {
  if (desired.unit !== FLEET_UNIT || !standsOutside(membersOf(fleet), applied, inFlight)) return desired;
  const before = ruleIn(applied);
  if (before === undefined) return desired;
  const resources = desired.resources.map((resource) => {
    if (resource.ref.kind !== firewall.id) return resource;
    const targetTags = [...new Set([resource, before].flatMap(({ body }) => textsAt(body, 'targetTags')))];
    return { ...resource, body: { ...resource.body, targetTags: targetTags.sort() } };
  });
  return { ...desired, resources };
}

/**
 * Network tags that the rule may lose: we put them there, nothing leads any more to a cluster that left the fleet, and
 * the nodes of every member are admitted by a tag that is known.
 */
export function tagsOutOfUse({ fleet, facts, applied, lost, inFlight }: Fleetwide): ReadonlySet<string> {
  const isEachKnown = fleet.clusters.every(({ link }) => factsOf(facts, link).nodeTags.length > 0);
  if (lost.length > 0 || !isEachKnown || standsOutside(membersOf(fleet), applied, inFlight)) return new Set();
  return new Set(textsAt(ruleIn(applied)?.body, 'targetTags'));
}

/** The firewall rule as we last wrote it. */
function ruleIn(applied: ReadonlyMap<string, AppliedState>): DesiredResource | undefined {
  return Object.values(applied.get(FLEET_UNIT)?.resources ?? {}).find(({ ref }) => ref.kind === firewall.id);
}
