// Config clusters that lack what was merged: what was carried out without them, because they could not be written. The
// documents tell: a copy is in the record of what was applied only when it was written and read back.
import { digestOf } from '../../core/index.ts';
import { type AppliedState, type ClusterLink, type DesiredState, isClusterRef, refKey } from '../../model/index.ts';
import type { PlanEnvelope, Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { desiredAt } from '../../state/index.ts';
import { awaitsGates, endOf, envelopesOf, wantedNow } from './unit-plans.ts';

/** Units by the config cluster that lacks something of them; both sorted. */
export type BehindBranch = ReadonlyMap<ClusterLink, readonly string[]>;

/**
 * @param suspects clusters that could not be written at some time; the others are not asked about.
 * @param applied of units without an open run.
 */
export async function behindIn(
  store: Store,
  { fleet, configClusters, units }: Revision,
  suspects: ReadonlySet<ClusterLink>,
  applied: ReadonlyMap<string, AppliedState>,
  signal: AbortSignal,
): Promise<BehindBranch> {
  const both = configClusters === undefined ? [] : [configClusters.primary, configClusters.backup];
  const asked = [...new Set(both)].filter((link) => suspects.has(link)).sort();
  const found = new Map<ClusterLink, string[]>();
  if (asked.length === 0) return found;
  for (const unit of new Set(units.map((planned) => planned.unit))) {
    const state = applied.get(unit);
    const planned = envelopesOf({ units }, unit);
    const [first] = planned;
    if (state === undefined || first === undefined || !planned.every((one) => isCarriedOut(one, state))) continue;
    const reading = await desiredAt(fleet, wantedNow(first)).look(store, signal);
    const desired = 'found' in reading ? reading.found?.value : undefined;
    for (const link of desired === undefined ? [] : asked)
      if (desired !== undefined && lacks(link, desired, state)) found.set(link, [...(found.get(link) ?? []), unit]);
  }
  return found;
}

/** Clusters that a revision was planned without. */
export function plannedWithout({ units }: Revision): ReadonlySet<ClusterLink> {
  return new Set(
    units.flatMap(({ unknown }) => unknown.flatMap((part) => (part.part === 'cluster' ? part.cluster : []))),
  );
}

/** What waits for an approval is not to be there yet. */
function isCarriedOut(planned: PlanEnvelope, state: AppliedState): boolean {
  return planned.plan === null || awaitsGates(planned) || endOf(planned, state)?.result === 'succeeded';
}

function lacks(link: ClusterLink, { resources }: DesiredState, state: AppliedState): boolean {
  const wanted = resources.filter(({ ref }) => isClusterRef(ref) && ref.cluster === link);
  const keys = new Set(wanted.map(({ ref }) => refKey(ref)));
  const isStale = Object.entries(state.resources).some(
    ([key, { ref }]) => isClusterRef(ref) && ref.cluster === link && !keys.has(key),
  );
  const isOld = wanted.some(({ ref, body }) => digestOf(state.resources[refKey(ref)]?.body ?? null) !== digestOf(body));
  return isStale || isOld;
}
