// The front end: an address and a port (compute v1 globalForwardingRules: only setTarget and labels change it).
import type { ComputeKindDefinition } from '../../../model/index.ts';

export const forwardingRule = {
  id: 'forwardingRule',
  title: 'forwarding rule',
  api: { collection: 'forwardingRules', scope: 'global' },
  name: { code: 'fr' },
  // Those of scheme EXTERNAL_MANAGED have a metric of their own.
  quota: 'GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES',
  reportGroup: 'load balancer',
  isRoot: true,
  reportPlace: 1,
  phase: 'switch',
  impact: { change: 'certain', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: {
    IPAddress: { policy: 'immutable', given: true, handedOver: true },
    IPProtocol: { policy: 'immutable', default: 'TCP' },
    portRange: { policy: 'immutable' },
    loadBalancingScheme: { policy: 'immutable', default: 'EXTERNAL' },
    networkTier: { policy: 'immutable', default: 'PREMIUM' },
    target: { policy: 'in-place' },
  },
} as const satisfies ComputeKindDefinition;
