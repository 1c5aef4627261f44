// All that stands in the clusters of a mesh, as far as calls go: what a verdict is given from.
import type { ClusterLink } from '../../../model/index.ts';
import type { MeshRule } from './mesh-rule.ts';
import type { MeshService } from './mesh-service.ts';
import type { MeshWorkload } from './mesh-workload.ts';

export interface MeshCluster {
  readonly link: ClusterLink;
  readonly region: string;
  /** Undefined: the network that all share. */
  readonly network: string | undefined;
  readonly namespaces: ReadonlySet<string>;
  readonly services: readonly MeshService[];
  readonly workloads: readonly MeshWorkload[];
  readonly rules: readonly MeshRule[];
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
  return cluster.services.find((one) => one.namespace === namespace && one.name === name);
}
