// Served port → health check.
import type { ServedPort } from '../inputs/served-port.ts';
import { healthCheckIdentity } from './backend-identity.ts';
import { probeOf } from './probe.ts';
import type { InCompute, UnitContext } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

export function compileHealthCheck(context: UnitContext, served: ServedPort): InCompute {
  const { fleet, mark } = context;
  const { service, owners } = served;
  const readable = [service.namespace, service.name];
  const name = givenName('healthCheck', readable, healthCheckIdentity(context, served));
  return {
    ref: computeRef('healthCheck', fleet.project, name),
    body: { name, description: mark, ...probeOf(served) },
    maker: 'rangelight',
    owners,
    dependsOn: [],
  };
}
