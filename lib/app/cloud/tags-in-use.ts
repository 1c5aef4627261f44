// The fleet's firewall rule keeps the node tags of a cluster that left the fleet, for as long as a unit still has something
// there: its backends serve until they are drained, and nothing else lets requests and probes in. The units go their own
// ways, so the rule cannot simply come last. Pure. May import: core, fleet, model.
import { textsAt } from '../../core/index.ts';
import { type Facts, factsOf, type Fleet, membersOf } from '../../fleet/index.ts';
import {
  type AppliedState,
  type ClusterLink,
  type DesiredResource,
  type DesiredState,
  FLEET_UNIT,
  isComputeRef,
  parseClusterKey,
} from '../../model/index.ts';

/** The desired state of the fleet's own unit; of any other unit, as it is. */
export function keepTagsInUse(
  desired: DesiredState,
  members: ReadonlySet<ClusterLink>,
  applied: ReadonlyMap<string, AppliedState>,
  inFlight: readonly DesiredState[],
): DesiredState {
  if (desired.unit !== FLEET_UNIT || !isAnyInUse(members, applied, inFlight)) return desired;
  const before = ruleIn(applied);
  if (before === undefined) return desired;
  const resources = desired.resources.map((resource) => {
    if (resource.ref.kind !== 'firewall') return resource;
    const targetTags = [...new Set([resource, before].flatMap(({ body }) => textsAt(body, 'targetTags')))];
    return { ...resource, body: { ...resource.body, targetTags: targetTags.sort() } };
  });
  return { ...desired, resources };
}

export interface InUse {
  readonly fleet: Fleet;
  readonly facts: Facts;
  /** By unit. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** Units without a record that can be used: while there are any, it is not known what stands where. */
  readonly lost: readonly string[];
  /** What open runs work towards. */
  readonly inFlight: readonly DesiredState[];
}

/**
 * Network tags that the rule may lose: we put them there, nothing stands any more in a cluster that left the fleet, and the
 * nodes of every member are admitted by a tag that is known.
 */
export function tagsOutOfUse({ fleet, facts, applied, lost, inFlight }: InUse): ReadonlySet<string> {
  const isEachKnown = fleet.clusters.every(({ link }) => factsOf(facts, link).nodeTags.length > 0);
  if (lost.length > 0 || !isEachKnown || isAnyInUse(membersOf(fleet), applied, inFlight)) return new Set();
  return new Set(textsAt(ruleIn(applied)?.body, 'targetTags'));
}

/**
 * Whether something applied stands in a cluster that is no member any more, or may.
 * @param inFlight what open runs work towards.
 */
export function isAnyInUse(
  members: ReadonlySet<ClusterLink>,
  applied: ReadonlyMap<string, AppliedState>,
  inFlight: readonly DesiredState[],
): boolean {
  for (const { unit, resources } of [...applied.values(), ...inFlight]) {
    if (unit === FLEET_UNIT) continue;
    for (const { ref, dependsOn } of Object.values(resources)) {
      // A group that stands on a Service of that cluster; the Service may have been there before, and is in no record.
      const clusters = isComputeRef(ref)
        ? dependsOn.flatMap((key) => parseClusterKey(key)?.cluster ?? [])
        : [ref.cluster];
      if (clusters.some((cluster) => !members.has(cluster))) return true;
    }
  }
  return false;
}

/** The firewall rule as we last wrote it. */
function ruleIn(applied: ReadonlyMap<string, AppliedState>): DesiredResource | undefined {
  return Object.values(applied.get(FLEET_UNIT)?.resources ?? {}).find(({ ref }) => ref.kind === 'firewall');
}
