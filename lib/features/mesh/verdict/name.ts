// What a Service's name leads to in the caller's cluster. A name is answered by the cluster's own DNS, which knows the
// Services of that cluster alone; where the caller's proxy answers names, it knows those of other clusters too.
import { clusterIn, type MeshCluster, type MeshWorld, serviceIn, type ServiceName } from '../world/mesh-world.ts';
import type { MeshService } from '../world/mesh-service.ts';
import type { MeshWorkload } from '../world/mesh-workload.ts';
import { hasPods, isKnownInGit } from './pods.ts';

export type MeshName =
  /** The Service of the caller's cluster. */
  | { readonly by: 'service'; readonly service: MeshService }
  /** Only the caller's proxy knows it, from another cluster. */
  | { readonly by: 'proxy'; readonly service: MeshService; readonly cluster: string }
  /** `headless`: of the caller's cluster, with no pod there whose address the name could lead to. */
  | { readonly by: 'nothing'; readonly headless?: MeshService };

export function nameIn(world: MeshWorld, own: MeshCluster, caller: MeshWorkload, name: ServiceName): MeshName {
  const service = serviceIn(own, name);
  if (service?.type === 'Headless' && !hasPods(own, service) && isKnownInGit(world, service))
    return { by: 'nothing', headless: service };
  if (service !== undefined) return { by: 'service', service };
  if (!caller.capturesNames || caller.sidecar === 'none') return { by: 'nothing' };
  const known = serviceKnownIn(world, own, name);
  return known === undefined ? { by: 'nothing' } : { by: 'proxy', ...known };
}

/**
 * As the control plane of a cluster knows a Service: its own cluster's, else another one's. A route needs no name that
 * resolves. Seen on istiod and Envoy (test/conformance/mesh).
 */
export function serviceKnownIn(
  world: MeshWorld,
  own: MeshCluster,
  name: ServiceName,
): { readonly service: MeshService; readonly cluster: string } | undefined {
  for (const cluster of knownFrom(world, own)) {
    const service = serviceIn(cluster, name);
    if (service !== undefined) return { service, cluster: cluster.link };
  }
  return undefined;
}

/** The clusters whose endpoints the control plane of one knows, itself first. */
export function knownFrom(world: MeshWorld, own: MeshCluster): readonly MeshCluster[] {
  const others = world.clusters.filter(({ link }) => link !== own.link && world.discovers(own.link, link));
  return [clusterIn(world, own.link) ?? own, ...others];
}
