// Members that were config clusters and still hold copies: they are read until nothing of ours is left there. Pure.
import { compareText, type Diagnostic, diagnostic } from '../../core/index.ts';
import { type Fleet, membersOf, placeInFleet } from '../../fleet/index.ts';
import { type AppliedState, type ClusterLink, isClusterRef, isConfigCopy, type Kinds } from '../../model/index.ts';

/** @param applied by unit. @returns the members, each with the number of copies that are on record there. */
function formerCopies(
  kinds: Kinds,
  fleet: Fleet,
  applied: ReadonlyMap<string, AppliedState>,
): ReadonlyMap<ClusterLink, number> {
  const members = membersOf(fleet);
  const found = new Map<ClusterLink, number>();
  for (const { resources } of applied.values()) {
    for (const { ref } of Object.values(resources)) {
      // Definitions are everybody's: they stay.
      if (!isClusterRef(ref) || !isConfigCopy(kinds, ref)) continue;
      if (ref.cluster === fleet.primary || ref.cluster === fleet.backup || !members.has(ref.cluster)) continue;
      found.set(ref.cluster, (found.get(ref.cluster) ?? 0) + 1);
    }
  }
  return found;
}

export function formerConfigClusters(
  kinds: Kinds,
  fleet: Fleet,
  applied: ReadonlyMap<string, AppliedState>,
): ReadonlySet<ClusterLink> {
  return new Set(formerCopies(kinds, fleet, applied).keys());
}

export function findFormer(
  kinds: Kinds,
  fleet: Fleet,
  applied: ReadonlyMap<string, AppliedState>,
): readonly Diagnostic[] {
  return [...formerCopies(kinds, fleet, applied)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([link, count]) => {
      const copies = count === 1 ? 'one copy' : `${count} copies`;
      const message = `${link} is no config cluster any more: ${copies} in it, with the status, are removed when ${fleet.primary} and ${fleet.backup} have them`;
      return diagnostic('config-cluster-moved', message, placeInFleet(fleet, ['configClusters']));
    });
}
