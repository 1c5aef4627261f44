// Load balancer → the status of its MultiClusterIngress in both config clusters: the VIP and the names of its
// resources, for people and tools that read them from the hosted controller.
import type { JsonObject } from '../../../core/index.ts';
import { type ComputeRef, refKey } from '../../../model/index.ts';
import type { LoadBalancer } from '../load-balancer.ts';
import type { InCluster, UnitContext } from './unit-context.ts';
import { clusterRef } from '../kinds/index.ts';

/**
 * @param address literal IP or partial URL.
 * @param resources every Compute resource that the load balancer consists of.
 */
export function compileStatus(
  { fleet }: UnitContext,
  { namespace, name, source }: LoadBalancer,
  address: string,
  forwardingRules: readonly ComputeRef[],
  resources: readonly ComputeRef[],
): readonly InCluster[] {
  const status = { VIP: address, CloudResources: cloudResources(resources) };
  return [fleet.primary, fleet.backup].map((cluster) => ({
    ref: clusterRef('multiClusterIngressStatus', cluster, name, namespace),
    body: { apiVersion: 'networking.gke.io/v1', kind: 'MultiClusterIngress', metadata: { name, namespace }, status },
    maker: 'rangelight',
    owners: [source],
    dependsOn: [clusterRef('multiClusterIngress', cluster, name, namespace), ...forwardingRules].map(refKey).sort(),
  }));
}

/** `status.CloudResources` for the resources of one load balancer, of whose URL maps only the one that routes. */
function cloudResources(refs: readonly ComputeRef[]): JsonObject {
  const named = (kind: ComputeRef['kind']): string[] =>
    refs
      .filter((r) => r.kind === kind)
      .map((r) => r.name)
      .sort();
  return {
    BackendServices: named('backendService'),
    Firewalls: named('firewall'),
    ForwardingRules: named('forwardingRule'),
    HealthChecks: named('healthCheck'),
    NetworkEndpointGroups: refs
      .filter((r) => r.kind === 'networkEndpointGroup')
      .map((r) => refKey(r).replace(/^projects\/[^/]+\//, ''))
      .sort(),
    TargetProxies: [...named('targetHttpProxy'), ...named('targetHttpsProxy')],
    UrlMap: named('urlMap')[0] ?? '',
  };
}
