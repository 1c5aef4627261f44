// All that stands in the clusters of a mesh, as far as calls go: what a verdict is given from.
import type { ClusterLink } from '../../../model/index.ts';
import type { MeshRule, RuleKind } from './mesh-rule.ts';
import type { MeshRoots } from './mesh-roots.ts';
import type { MeshSettings } from './mesh-settings.ts';
import type { MeshService } from './mesh-service.ts';
import type { MeshWorkload } from './mesh-workload.ts';

export interface MeshCluster {
  readonly link: ClusterLink;
  readonly region: string;
  /** Zones of its nodes; empty where they are not known. */
  readonly zones: readonly string[];
  /** Undefined: the network that all share. */
  readonly network: string | undefined;
  /** Undefined: not known; taken for those that all share. */
  readonly roots: MeshRoots | undefined;
  readonly namespaces: ReadonlySet<string>;
  /** By `namespace/name`. */
  readonly services: ReadonlyMap<string, MeshService>;
  /** By namespace. */
  readonly workloads: ReadonlyMap<string, readonly MeshWorkload[]>;
  readonly rules: ReadonlyMap<RuleKind, readonly MeshRule[]>;
  /** Of its control plane, as far as Git has them. */
  readonly settings: MeshSettings;
}

export interface MeshWorld {
  /** Sorted by link. */
  readonly clusters: readonly MeshCluster[];
  /** Whether the control plane of one cluster knows the endpoints of another. */
  readonly discovers: (from: ClusterLink, to: ClusterLink) => boolean;
}

/** A Service of the mesh, in whichever clusters it stands. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

export function clusterIn({ clusters }: MeshWorld, link: ClusterLink): MeshCluster | undefined {
  return clusters.find((cluster) => cluster.link === link);
}

export function serviceIn(cluster: MeshCluster, { namespace, name }: ServiceName): MeshService | undefined {
  return cluster.services.get(`${namespace}/${name}`);
}

export function workloadsIn(cluster: MeshCluster, namespace: string): readonly MeshWorkload[] {
  return cluster.workloads.get(namespace) ?? [];
}

export function rulesIn({ rules }: MeshCluster, kind: RuleKind): readonly MeshRule[] {
  return rules.get(kind) ?? [];
}
