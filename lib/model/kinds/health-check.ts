// How the load balancer probes endpoints (compute v1 healthChecks: PATCH, no fingerprint). May import: model.
import type { KindDefinition } from './index.ts';

export const healthCheck: KindDefinition = {
  title: 'health check',
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'none' },
  existing: 'owned',
  fields: {
    type: { policy: 'in-place' },
    checkIntervalSec: { policy: 'in-place', default: 5 },
    timeoutSec: { policy: 'in-place', default: 5 },
    healthyThreshold: { policy: 'in-place', default: 2 },
    unhealthyThreshold: { policy: 'in-place', default: 2 },
    'httpHealthCheck.portSpecification': { policy: 'in-place' },
    'httpHealthCheck.requestPath': { policy: 'in-place' },
  },
};
