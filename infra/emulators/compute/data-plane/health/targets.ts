// What is to be probed now: every endpoint of every backend service that a forwarding rule reaches.
import type { ComputeView, NegEndpoint } from '../../view.ts';
import { canonical } from '../reference.ts';
import type { BackendService, HealthCheck } from '../shapes.ts';
import { reachableServices } from './reachable.ts';
import { unsupportedProbe } from './settings.ts';

export interface ProbeTarget {
  readonly service: string;
  readonly neg: string;
  readonly check: string;
  readonly endpoint: NegEndpoint;
}

/** Health is kept per backend service, NEG and endpoint. */
export function healthKey(service: string, neg: string, endpoint: NegEndpoint): string {
  return `${service} ${neg} ${endpoint.ipAddress}:${endpoint.port}`;
}

export function probeTargets(view: ComputeView): ReadonlyMap<string, ProbeTarget> {
  const targets = new Map<string, ProbeTarget>();
  for (const service of reachableServices(view)) {
    const body = view.get(service) as BackendService | undefined;
    const check = body?.healthChecks?.[0] && canonical(body.healthChecks[0]);
    const checkResource = check === undefined ? undefined : view.get(check);
    if (body === undefined || check === undefined || checkResource === undefined) continue;
    if (unsupportedProbe(checkResource as HealthCheck) !== undefined) continue;
    for (const backend of body.backends ?? []) {
      const neg = canonical(backend.group);
      for (const endpoint of view.endpoints(neg)) {
        targets.set(healthKey(service, neg, endpoint), { service, neg, check, endpoint });
      }
    }
  }
  return targets;
}
