// The rule that lets health checks and the load balancer reach the nodes (compute v1 firewalls: PATCH).
import type { ComputeKindDefinition } from '../../../model/index.ts';

export const firewall = {
  id: 'firewall',
  title: 'firewall rule',
  api: { collection: 'firewalls', scope: 'global' },
  name: { code: 'fw' },
  quota: 'FIREWALLS',
  reportGroup: 'load balancer',
  phase: 'expand',
  impact: { change: 'possible', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: {
    network: { policy: 'immutable' },
    direction: { policy: 'immutable', default: 'INGRESS' },
    priority: { policy: 'in-place', default: 1000 },
    disabled: { policy: 'in-place', default: false },
    sourceRanges: { policy: 'in-place', set: true },
    targetTags: { policy: 'in-place', set: true },
    allowed: { policy: 'in-place', items: { key: 'IPProtocol', fields: { ports: { policy: 'in-place', set: true } } } },
  },
} as const satisfies ComputeKindDefinition;
