// What compile needs and Git does not have. A document of its own, named by its digest in every plan.
import { digestOf } from '../core/index.ts';
import type { ClusterLink, KindId } from '../model/index.ts';
import type { ControlPlane } from './control-plane.ts';
import type { MeshFacts } from './mesh-facts.ts';
import type { ProjectFacts } from './project-facts.ts';
import type { KnownSecrets } from './secret-facts.ts';

/** Why a part could not be read. */
export interface Unread {
  /** As part of a sentence. */
  readonly reason: string;
  /** It answered, and refused the credential: waiting does not help. */
  readonly refused?: true;
}

export interface ClusterFacts {
  /** `fresh`: read just now. `stale`: the last value, because it cannot be read now. `unknown`: never read. */
  readonly state: 'fresh' | 'stale' | 'unknown';
  /** Why it is not fresh; absent in documents of earlier versions. */
  readonly unread?: Unread;
  /** UID of the kube-system namespace: the cluster's identity. */
  readonly uid?: string;
  /** Zones that have nodes, sorted. */
  readonly zones: readonly string[];
  /** Network tags of the nodes, sorted. */
  readonly nodeTags: readonly string[];
  /** Namespaces that exist, sorted. */
  readonly namespaces: readonly string[];
  /**
   * Kind of resource → its API groups that the cluster serves, sorted; of kinds that stand in several. Absent: never
   * read.
   */
  readonly served?: Readonly<Record<KindId, readonly string[]>>;
}

export interface Facts extends KnownSecrets {
  readonly fleet: string;
  readonly clusters: Readonly<Record<ClusterLink, ClusterFacts>>;
  /** Name of a global address in the project → its literal IP; only those that manifests name. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Links whose membership the fleet host project confirms, sorted; undefined when it could not be read. */
  readonly memberships?: readonly ClusterLink[];
  /**
   * Whether a rule of a Shared VPC's network lets the probes in; undefined when it could not be read, or is ours to
   * make.
   */
  readonly probesAdmitted?: boolean;
  /** Link of the hosted controller's config cluster, when its feature is enabled; null when it is not. */
  readonly hostedConfigCluster?: ClusterLink | null;
  /**
   * Of the mesh, by cluster; one of which the fleet says nothing is not there. Undefined when it could not be read, or
   * is not asked for.
   */
  readonly controlPlanes?: Readonly<Record<ClusterLink, ControlPlane>>;
  /** Of the mesh, by cluster; absent where no mesh is asked for. */
  readonly meshes?: Readonly<Record<ClusterLink, MeshFacts>>;
  /** Things of the project that manifests name and others make; absent in facts that somebody made by hand. */
  readonly project?: ProjectFacts;
}

/** Digest of what compile depends on: freshness does not change what is desired. */
export function factsDigest(facts: Facts): string {
  const known = Object.entries(facts.clusters).map(([link, cluster]) => [
    link,
    { ...cluster, state: undefined, unread: undefined },
  ]);
  return digestOf({ ...facts, clusters: Object.fromEntries(known) });
}

/** Whether every cluster could be read just now. */
export function isFresh(facts: Pick<Facts, 'clusters'>): boolean {
  return Object.values(facts.clusters).every((cluster) => cluster.state === 'fresh');
}
