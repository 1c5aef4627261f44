// Clusters that leave the fleet with something of ours in them. Nobody gives access to them any more, so it stays;
// before the merge there is still time to do it in the right order. Pure.
import { type Diagnostic, diagnostic } from '../../core/index.ts';
import { type Fleet, membersOf, placeInFleet } from '../../fleet/index.ts';
import { type AppliedState, type ClusterLink, isComputeRef, type Kinds, MANAGED_BY } from '../../model/index.ts';
import { findFormer } from '../cloud/former-config-clusters.ts';

const SELECTOR = Object.entries(MANAGED_BY)
  .map((label) => label.join('='))
  .join();

// Short enough that no comment cuts it off.
const HINT =
  'Take it out of spec.clusters of the MultiClusterServices first, merge that, and then out of the fleet. ' +
  `What is left there has the label ${SELECTOR}.`;

/** Also those that stay, and are no config clusters any more. @param applied by unit. */
export function findLeavers(
  kinds: Kinds,
  fleet: Fleet,
  applied: ReadonlyMap<string, AppliedState>,
): readonly Diagnostic[] {
  const members = membersOf(fleet);
  const left = new Map<ClusterLink, number>();
  for (const { resources } of applied.values()) {
    for (const { ref } of Object.values(resources)) {
      if (isComputeRef(ref) || members.has(ref.cluster)) continue;
      left.set(ref.cluster, (left.get(ref.cluster) ?? 0) + 1);
    }
  }
  const gone = [...left].map(([link, count]) =>
    diagnostic(
      'cluster-left',
      `${link} leaves the fleet with ${objects(count)} of ours in it`,
      placeInFleet(fleet, ['clusters']),
      HINT,
    ),
  );
  return [...gone, ...findFormer(kinds, fleet, applied)];
}

function objects(count: number): string {
  return count === 1 ? 'one object' : `${count} objects`;
}
