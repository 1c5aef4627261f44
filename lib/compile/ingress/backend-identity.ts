// What makes a backend another backend. Editing the selector, the target port or the probe of one that serves would swap
// all endpoints, or all verdicts on them, at once; a second name lets old and new stand side by side until the new one is
// healthy. May import: compile.
import type { ServedPort } from '../served-port.ts';
import type { UnitContext } from './unit-context.ts';

/** The probe, as the health check's body says it. */
export const HTTP_PROBE = {
  type: 'HTTP',
  checkIntervalSec: 15,
  timeoutSec: 15,
  healthyThreshold: 1,
  unhealthyThreshold: 2,
  httpHealthCheck: { portSpecification: 'USE_SERVING_PORT', requestPath: '/' },
} as const;

/** Of the endpoints: derived Services and network endpoint groups. */
export function endpointIdentity({ fleet, scope }: UnitContext, served: ServedPort): Readonly<Record<string, unknown>> {
  const { service, port, protocol, targetPort } = served;
  const { selector } = service.spec.template.spec;
  return { ...scope, network: fleet.network, service: service.name, selector, port, protocol, targetPort };
}

/** Of backend services and their health checks. */
export function backendIdentity(context: UnitContext, served: ServedPort): Readonly<Record<string, unknown>> {
  return { ...endpointIdentity(context, served), loadBalancingScheme: 'EXTERNAL_MANAGED', probe: HTTP_PROBE };
}
