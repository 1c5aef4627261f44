// How the load balancer probes endpoints (compute v1 healthChecks: PATCH, no fingerprint).
import type { ComputeKindDefinition, FieldRule, FieldTable } from '../../../model/index.ts';

/** One block per type; only that of the own type may be there. */
const PROBES: FieldTable = Object.fromEntries(
  ['httpHealthCheck', 'httpsHealthCheck', 'http2HealthCheck'].flatMap((block) =>
    ['portSpecification', 'port', 'requestPath'].map((field) => [
      `${block}.${field}`,
      { policy: 'in-place' } satisfies FieldRule,
    ]),
  ),
);

export const healthCheck = {
  id: 'healthCheck',
  title: 'health check',
  api: { collection: 'healthChecks', scope: 'global' },
  name: { code: 'hc' },
  quota: 'HEALTH_CHECKS',
  reportGroup: 'load balancer',
  reportPlace: 7,
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'none' },
  existing: 'owned',
  fields: {
    type: { policy: 'in-place' },
    checkIntervalSec: { policy: 'in-place', default: 5 },
    timeoutSec: { policy: 'in-place', default: 5 },
    healthyThreshold: { policy: 'in-place', default: 2 },
    unhealthyThreshold: { policy: 'in-place', default: 2 },
    ...PROBES,
  },
} as const satisfies ComputeKindDefinition;
