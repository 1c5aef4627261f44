// What a proposal changes in the fleet file itself: for the eyes of a reviewer, nothing is decided by it.
// May import: core, fleet, plan.
import type { Json, SourceRef } from '../../core/index.ts';
import type { Fleet, FleetCluster } from '../../fleet/index.ts';
import type { FieldEdit } from '../../plan/index.ts';

/** For a revision: absent when nothing changes. @param before as the branch has it. */
export function fleetEdits(before: Fleet | undefined, after: Fleet): { readonly fleetEdits?: readonly FieldEdit[] } {
  if (before === undefined) return {};
  const members = [...clusterEdits(before, after, after.source)];
  const others = [...fieldsOf(after)].flatMap(([path, now]): readonly FieldEdit[] => {
    const was = new Map(fieldsOf(before)).get(path);
    if (was === now) return [];
    const values = { ...(was === undefined ? {} : { before: was }), ...(now === undefined ? {} : { after: now }) };
    return [{ path: path.split('.'), ...values, source: after.source }];
  });
  const edits = [...members, ...others];
  return edits.length === 0 ? {} : { fleetEdits: edits };
}

function* clusterEdits(before: Fleet, after: Fleet, source: SourceRef): Generator<FieldEdit> {
  const of = (fleet: Fleet): ReadonlyMap<string, FleetCluster> => new Map(fleet.clusters.map((one) => [one.link, one]));
  const [old, now] = [of(before), of(after)];
  for (const link of old.keys()) if (!now.has(link)) yield { path: ['clusters', link], before: link, source };
  for (const [link, cluster] of now) {
    const was = old.get(link);
    if (was === undefined) yield { path: ['clusters', link], after: link, source: cluster.source };
    else if (was.negs !== cluster.negs)
      yield { path: ['clusters', link, 'negs'], before: was.negs, after: cluster.negs, source: cluster.source };
  }
}

/** What decides how the fleet is served and what may happen by itself. */
function fieldsOf({ primary, backup, controller, manifests, policy }: Fleet): readonly [string, Json | undefined][] {
  return [
    ['configClusters.primary', primary],
    ['configClusters.backup', backup],
    ['controller', controller],
    ['manifests', manifests.join(', ')],
    ['policy.apply', policy.apply],
    ['policy.drift', policy.drift],
    ['policy.maxDeletes', policy.maxDeletes],
    ['policy.takeover', policy.takeover],
  ];
}
