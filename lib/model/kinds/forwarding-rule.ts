// The front end: an address and a port (compute v1 globalForwardingRules: only setTarget and labels change it).
// May import: model.
import type { KindDefinition } from './index.ts';

export const forwardingRule: KindDefinition = {
  title: 'forwarding rule',
  phase: 'switch',
  impact: { change: 'certain', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: {
    IPAddress: { policy: 'immutable', address: true },
    IPProtocol: { policy: 'immutable', default: 'TCP' },
    portRange: { policy: 'immutable' },
    loadBalancingScheme: { policy: 'immutable', default: 'EXTERNAL' },
    networkTier: { policy: 'immutable', default: 'PREMIUM' },
    target: { policy: 'in-place' },
  },
};
