// What a proposal changes in the fleet file itself: for the eyes of a reviewer, nothing is decided by it. Whatever a
// fleet has counts, so that no field can be forgotten.
import type { Json, JsonObject } from '../../core/index.ts';
import { type Fleet, type FleetCluster, placeInFleet } from '../../fleet/index.ts';
import { type FieldEdit, fieldDifferences } from '../../plan/index.ts';

/** What places tell, and what is told under the name that it has in the file. */
const NOT_OF_SPEC = [
  'name',
  'folder',
  'clusters',
  'clusterFolders',
  'primary',
  'backup',
  'policy',
  'features',
  'source',
  'sources',
  'nameSource',
];
const NOT_OF_CLUSTER = ['link', 'membership', 'membershipLocation', 'endpointsMaxAgeSeconds', 'source'];

/** For a revision: absent when nothing changes. @param before as the branch has it. */
export function fleetEdits(before: Fleet | undefined, after: Fleet): { readonly fleetEdits?: readonly FieldEdit[] } {
  if (before === undefined) return {};
  const fields = [...clusterFields(before, after), ...fieldDifferences(asInFile(before), asInFile(after))];
  const edits = fields.map((field) => ({ ...field, source: placeInFleet(after, field.path) }));
  return edits.length === 0 ? {} : { fleetEdits: edits };
}

/** A cluster that comes is told by its link, and by what is not the default of it. */
function* clusterFields(before: Fleet, after: Fleet): Generator<FieldEdit> {
  const of = (fleet: Fleet): ReadonlyMap<string, FleetCluster> => new Map(fleet.clusters.map((one) => [one.link, one]));
  const [old, now] = [of(before), of(after)];
  for (const link of old.keys()) if (!now.has(link)) yield { path: ['clusters', link], before: link };
  for (const [link, cluster] of now) {
    const was = old.get(link);
    if (was === undefined) yield { path: ['clusters', link], after: link };
    yield* fieldDifferences(
      was === undefined ? { membership: link, negs: 'gke' } : clusterInFile(was),
      clusterInFile(cluster),
    ).map((field) => ({ ...field, path: ['clusters', link, ...field.path] }));
  }
}

/** The spec without its clusters, defaults filled in. */
function asInFile(fleet: Fleet): JsonObject {
  const { primary, backup, policy, clusterFolders: folders, features } = fleet;
  return {
    ...without(fleet, NOT_OF_SPEC),
    ...features,
    policy: without(policy, []),
    configClusters: { primary, backup },
    clusters: folders === undefined ? {} : { folders },
  };
}

function clusterInFile(cluster: FleetCluster): JsonObject {
  const { membership, membershipLocation, endpointsMaxAgeSeconds: age } = cluster;
  return {
    ...without(cluster, NOT_OF_CLUSTER),
    membership: `${membershipLocation}/${membership}`,
    ...(age === undefined ? {} : { endpointsMaxAge: `${age}s` }),
  };
}

/** Nor what is absent. */
function without(value: object, keys: readonly string[]): JsonObject {
  const entries: readonly [string, Json | undefined][] = Object.entries(value);
  return Object.fromEntries(
    entries.flatMap(([key, one]) => (one === undefined || keys.includes(key) ? [] : [[key, one]])),
  );
}
