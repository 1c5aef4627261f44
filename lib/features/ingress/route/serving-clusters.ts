// Backend service → the clusters behind it, in the order in which a client's requests go to them while all are healthy.
import { type ClusterLink, type DesiredResource, parseComputePath, type RefKey } from '../../../model/index.ts';
import { backendServiceView } from '../views/index.ts';
import { type Nearness, nearestFirst, nearness } from '../../common/distance.ts';

export interface ServingCluster {
  /** Undefined for groups that no derived Service of the graph fills. */
  readonly cluster: ClusterLink | undefined;
  readonly region: string;
  /** Sorted. */
  readonly zones: readonly string[];
  readonly nearness: Nearness;
  /** Share of its capacity that it takes; 0: it is drained and takes nothing. */
  readonly capacityScaler: number;
}

/** Nearest region first, drained ones last. */
export function servingClusters(
  backendService: DesiredResource,
  graph: ReadonlyMap<RefKey, DesiredResource>,
  from: string,
): readonly ServingCluster[] {
  const found = new Map<string, ServingCluster>();
  for (const { group, capacityScaler = 1 } of backendServiceView(backendService.body).backends) {
    const zone = parseComputePath(group)?.zone;
    if (zone === undefined) continue;
    const cluster = clusterOf(graph.get(group), graph);
    const region = zone.replace(/-[a-z]$/, '');
    const key = JSON.stringify([cluster ?? '', region, capacityScaler]);
    const zones = [...(found.get(key)?.zones ?? []), zone].sort();
    found.set(key, { cluster, region, zones, nearness: nearness(from, region), capacityScaler });
  }
  const regions = nearestFirst(
    from,
    [...found.values()].map(({ region }) => region),
  );
  return [...found]
    .sort(
      ([a, one], [b, other]) =>
        Number(one.capacityScaler === 0) - Number(other.capacityScaler === 0) ||
        regions.indexOf(one.region) - regions.indexOf(other.region) ||
        (a < b ? -1 : 1),
    )
    .map(([, cluster]) => cluster);
}

/** Whose derived Service asks for the group. */
function clusterOf(
  group: DesiredResource | undefined,
  graph: ReadonlyMap<RefKey, DesiredResource>,
): ClusterLink | undefined {
  if (group?.endpoints !== undefined) return group.endpoints.cluster;
  for (const key of group?.dependsOn ?? []) {
    const ref = graph.get(key)?.ref;
    if (ref !== undefined && 'cluster' in ref) return ref.cluster;
  }
  return undefined;
}
