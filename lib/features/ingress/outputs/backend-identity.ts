// What makes a backend another backend. Editing the selector, the target port, the protocol or the probe of one that
// serves would swap all endpoints, or all verdicts on them, at once; a second name lets old and new stand side by side
// until the new one is healthy.
import type { ServedPort } from '../inputs/served-port.ts';
import { probeOf } from './probe.ts';
import type { UnitContext } from './unit-context.ts';

/** Of the endpoints: derived Services and network endpoint groups. */
export function endpointIdentity({ fleet, scope }: UnitContext, served: ServedPort): Readonly<Record<string, unknown>> {
  const { service, port, protocol, targetPort } = served;
  const { selector } = service.spec.template.spec;
  return { ...scope, network: fleet.network, service: service.name, selector, port, protocol, targetPort };
}

/** Of backend services. A cluster that gets a share of its own has one beside that of all clusters. */
export function backendIdentity(context: UnitContext, served: ServedPort): Readonly<Record<string, unknown>> {
  const { cluster } = served;
  return { ...healthCheckIdentity(context, served), ...(cluster === undefined ? {} : { cluster }) };
}

/** Of health checks: one for all backend services of a port. */
export function healthCheckIdentity(context: UnitContext, served: ServedPort): Readonly<Record<string, unknown>> {
  const { appProtocol } = served;
  const probe = probeOf(served);
  return { ...endpointIdentity(context, served), loadBalancingScheme: 'EXTERNAL_MANAGED', appProtocol, probe };
}
