// The spec of a fleet file as its schema accepts it.
import type { JsonObject } from '../core/index.ts';
import type { Path } from '../manifest/index.ts';
import type { Fleet, FleetCluster } from './fleet.ts';

export interface FleetSpec {
  readonly project: string;
  readonly fleetProject?: string;
  readonly network: string;
  readonly configClusters: { readonly primary: string; readonly backup: string };
  readonly clusters: readonly FleetClusterEntry[] | ClustersWithFolders;
  readonly manifests: readonly string[];
  readonly namespaces?: Fleet['namespaces'];
  readonly controller: Fleet['controller'];
  readonly policy?: Partial<Fleet['policy']>;
}

/** What the schema accepts beside these is a section of a feature. */
const OF_FLEET: ReadonlySet<string> = new Set<keyof FleetSpec>([
  'project',
  'fleetProject',
  'network',
  'configClusters',
  'clusters',
  'manifests',
  'namespaces',
  'controller',
  'policy',
]);

interface ClustersWithFolders {
  readonly folders?: string;
  readonly members: readonly FleetClusterEntry[];
}

export interface FleetClusterEntry {
  readonly link: string;
  readonly membership?: string;
  readonly negs?: FleetCluster['negs'];
  readonly endpointsMaxAge?: string;
}

/** The list of members, and where it stands. */
export function clustersOf(clusters: FleetSpec['clusters'] = []): ClustersWithFolders & { readonly place: Path } {
  const place = ['spec', 'clusters'];
  return 'members' in clusters ? { ...clusters, place: [...place, 'members'] } : { members: clusters, place };
}

export function featuresOf(spec: FleetSpec): NonNullable<Fleet['features']> {
  return Object.fromEntries(
    Object.entries(spec).filter((entry): entry is [string, JsonObject] => !OF_FLEET.has(entry[0])),
  );
}
