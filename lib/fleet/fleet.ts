// The fleet file as a value: where the load balancers live, which clusters belong, and the policy.
import type { JsonObject, SourceRef } from '../core/index.ts';
import type { ClusterLink } from '../model/index.ts';

export interface FleetCluster {
  readonly link: ClusterLink;
  /** Membership name in the fleet; default: the cluster's name. */
  readonly membership: string;
  /** Membership location; default: the link's location. */
  readonly membershipLocation: string;
  /** Who makes and fills NEGs there. */
  readonly negs: 'gke' | 'worker';
  /** With `negs: worker`: how old endpoints may become before people hear of it, in seconds. */
  readonly endpointsMaxAgeSeconds?: number;
  /** Its entry in the fleet file. */
  readonly source: SourceRef;
}

export interface Policy {
  /** `never`: observe only. `manual`: a person applies. `merge`: what is merged is applied. */
  readonly apply: 'never' | 'manual' | 'merge';
  readonly drift: 'report' | 'heal';
  /**
   * With `drift: heal`: for how many hours what a person changed by hand is left as it is; default 4, 0: no longer than
   * the rest.
   */
  readonly keepHandMadeHours?: number;
  /**
   * Most resources that a revision may delete without an approval; what stands in several clusters or zones counts
   * once.
   */
  readonly maxDeletes: number;
  /**
   * Largest share of the ready endpoints of a service that a revision may take away without an approval, in percent;
   * default 25.
   */
  readonly maxCapacityLoss?: number;
  /** Take over unmarked objects of the same name in config clusters. */
  readonly takeover: boolean;
  /** Pattern of paths, relative to the fleet file's folder → namespaces that manifests there may use; `*` is all. */
  readonly namespaces?: Readonly<Record<string, readonly string[]>>;
}

export interface Fleet {
  readonly name: string;
  /** Folder of the fleet file in the repository, '' for the root; `manifests` are relative to it. */
  readonly folder: string;
  readonly project: string;
  readonly fleetProject: string;
  /** Canonical partial URL: `projects/P/global/networks/N`. */
  readonly network: string;
  readonly primary: ClusterLink;
  readonly backup: ClusterLink;
  /** Sorted by link. */
  readonly clusters: readonly FleetCluster[];
  /** `clusters.folders`: the pattern by which folders name clusters, relative to the folder. */
  readonly clusterFolders?: string;
  readonly manifests: readonly string[];
  /** Pattern of paths, relative to the folder → the namespace of manifests there that write none. */
  readonly namespaces?: Readonly<Record<string, string>>;
  readonly controller: 'rangelight' | 'gke';
  /** Sections of features, by their names in the file: a feature without one is off. Absent: it has none. */
  readonly features?: Readonly<Record<string, JsonObject>>;
  readonly policy: Policy;
  readonly source: SourceRef;
  /** Places of what its file says, by path with dots; see `placeInFleet`. Absent in documents of before. */
  readonly sources?: Readonly<Record<string, SourceRef>>;
  /** The place of its name in the file. */
  readonly nameSource: SourceRef;
}

export function membersOf({ clusters }: Pick<Fleet, 'clusters'>): ReadonlySet<ClusterLink> {
  return new Set(clusters.map(({ link }) => link));
}
