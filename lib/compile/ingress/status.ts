// Ingress → its status in both config clusters: the VIP and the names of its resources, for people and tools that read
// them from the hosted controller. May import: manifest, model.
import type { MultiClusterIngress } from '../../manifest/index.ts';
import { clusterRef, type ComputeRef, mciCloudResources, refKey } from '../../model/index.ts';
import { keyOf } from '../check-objects.ts';
import type { InCluster, UnitContext } from './unit-context.ts';

/**
 * @param address literal IP or partial URL.
 * @param resources every Compute resource that the load balancer consists of.
 */
export function compileStatus(
  { fleet }: UnitContext,
  ingress: MultiClusterIngress,
  address: string,
  forwardingRules: readonly ComputeRef[],
  resources: readonly ComputeRef[],
): readonly InCluster[] {
  const { kind, namespace, name } = ingress;
  const status = { VIP: address, CloudResources: mciCloudResources(resources) };
  return [fleet.primary, fleet.backup].map((cluster) => ({
    ref: clusterRef('multiClusterIngressStatus', cluster, name, namespace),
    body: { apiVersion: 'networking.gke.io/v1', kind, metadata: { name, namespace }, status },
    maker: 'rangelight',
    owners: [keyOf(ingress)],
    dependsOn: [clusterRef('multiClusterIngress', cluster, name, namespace), ...forwardingRules].map(refKey).sort(),
  }));
}
