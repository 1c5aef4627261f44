// What users and tools read: status.VIP and status.CloudResources, in the hosted controller's spelling (PascalCase).
// A resource of its own, because it is written through the status subresource, after the front end stands.
// May import: core, model.
import type { JsonObject } from '../../core/index.ts';
import { type ComputeRef, refKey } from '../ref.ts';
import type { KindDefinition } from './index.ts';

export const multiClusterIngressStatus: KindDefinition = {
  title: 'MultiClusterIngress status',
  phase: 'switch',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  existing: 'owned',
  fields: {
    'status.VIP': { policy: 'in-place', address: true },
    'status.CloudResources': { policy: 'in-place' },
  },
};

/** `status.CloudResources` for the resources of one load balancer, of whose URL maps only the one that routes. */
export function mciCloudResources(refs: readonly ComputeRef[]): JsonObject {
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
