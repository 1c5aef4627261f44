// Whether pods stand behind a Service, as far as Git has its workloads.
import { selects } from '../world/labels.ts';
import type { MeshService } from '../world/mesh-service.ts';
import { type MeshCluster, type MeshWorld, serviceIn, workloadsIn } from '../world/mesh-world.ts';

/** Of its own cluster. One without a selector has what somebody else writes: it is taken to have some. */
export function hasPods(cluster: MeshCluster, { namespace, selector }: MeshService): boolean {
  if (selector === undefined) return true;
  return workloadsIn(cluster, namespace).some(({ labels, replicas }) => replicas > 0 && selects(selector, labels));
}

/**
 * Whether Git has the workloads of a Service: where none of any cluster stands behind it, others deploy them, and how
 * many pods there are is not known.
 */
export function isKnownInGit({ clusters }: MeshWorld, name: MeshService): boolean {
  return clusters.some((cluster) => {
    const selector = serviceIn(cluster, name)?.selector;
    const own = workloadsIn(cluster, name.namespace);
    return selector !== undefined && own.some(({ labels }) => selects(selector, labels));
  });
}
