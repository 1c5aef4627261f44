// How many changes of each kind.
import type { Change } from '../diff/index.ts';
import type { Kinds, RefKey, ResourceRef } from '../model/index.ts';
import type { ChangeCounts } from './plan.ts';

export function countChanges(changes: readonly Change[]): ChangeCounts {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, adopt: 0, abandon: 0 };
  for (const change of changes) if (change.kind !== 'none') counts[change.kind] += 1;
  return counts;
}

/**
 * How many resources that serve, or that people wrote, go without a successor: one that is replaced by another of its
 * kind, for the same manifests and in the same place, is not taken out. What stands once in each cluster or zone counts
 * once, so that the number says how much of the manifests goes and not how many clusters there are. What carries no
 * traffic and is made in another cluster only moves. What cannot be replaced side by side counts, because for a moment
 * it is gone.
 */
export function countRemoved(kinds: Kinds, changes: readonly Change[], serves: (key: RefKey) => boolean): number {
  const balances = new Map<string, Balance>();
  for (const change of changes) {
    if (change.kind !== 'create' && change.kind !== 'delete') continue;
    // A newcomer of a rollout that was called off served nobody.
    if (change.kind === 'delete' && isBehindRoutes(kinds, change) && !serves(change.key)) continue;
    const what = JSON.stringify([change.ref.kind, change.owners]);
    const place = ('cluster' in change.ref ? change.ref.cluster : change.ref.zone) ?? '';
    const { byPlace, kind } = balances.get(what) ?? { byPlace: new Map<string, number>(), kind: change.ref.kind };
    byPlace.set(place, (byPlace.get(place) ?? 0) + (change.kind === 'delete' ? 1 : -1));
    balances.set(what, { byPlace, kind });
  }
  let removed = changes.filter((change) => change.kind === 'replace').length;
  for (const balance of balances.values())
    if (!isMove(kinds, balance)) removed += Math.max(0, ...balance.byPlace.values());
  return removed;
}

/** Of one kind, for the same manifests. */
interface Balance {
  readonly kind: ResourceRef['kind'];
  /** Deleted less created, by cluster or zone. */
  readonly byPlace: Map<string, number>;
}

/** A copy of a manifest says the same in whichever config cluster it stands. */
function isMove(kinds: Kinds, { kind, byPlace }: Balance): boolean {
  let gone = 0;
  for (const count of byPlace.values()) gone += count;
  return kinds.of(kind).impact.change === 'none' && gone <= 0;
}

/** Kinds that serve only when a route leads to them: backend services and what stands under them. */
function isBehindRoutes(kinds: Kinds, { ref }: Change): boolean {
  const { impact } = kinds.of(ref.kind);
  return impact.change !== 'none' && impact.remove !== 'certain';
}
