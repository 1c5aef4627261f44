// A backend service as a region's edge sees it: its pools of healthy endpoints, and what of it is not emulated.
import { capacityOf, type Pool } from '../balancing/capacity.ts';
import { unsupportedProbe } from '../health/settings.ts';
import { healthKey } from '../health/targets.ts';
import { canonical, regionOf, zoneOf } from '../reference.ts';
import type { BackendService, HealthCheck } from '../shapes.ts';
import type { Snapshot } from './snapshot.ts';

const PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTPS']);
const AFFINITIES: ReadonlySet<string> = new Set(['NONE', 'CLIENT_IP', 'GENERATED_COOKIE']);

/** One pool per zonal NEG, by the snapshot's endpoints and health; an endpoint not probed yet is not healthy. */
export function poolsOf(snapshot: Snapshot, service: string, body: BackendService): readonly Pool[] {
  return (body.backends ?? []).map((backend) => {
    const neg = canonical(backend.group);
    const zone = zoneOf(neg) ?? '';
    const endpoints = snapshot.endpoints.get(neg) ?? [];
    return {
      neg,
      zone,
      region: regionOf(zone),
      capacity: capacityOf(backend, endpoints.length),
      healthy: endpoints.filter((endpoint) => snapshot.health.get(healthKey(service, neg, endpoint)) === 'HEALTHY'),
    };
  });
}

/** The first setting that would change the answer and that the data plane does not emulate; undefined: all fine. */
export function unsupportedSetting(snapshot: Snapshot, body: BackendService): string | undefined {
  if (!PROTOCOLS.has(body.protocol ?? 'HTTP')) return `backendService.protocol ${body.protocol}`;
  if (body.iap?.enabled === true) return 'backendService.iap';
  if (!AFFINITIES.has(body.sessionAffinity ?? 'NONE')) return `backendService.sessionAffinity ${body.sessionAffinity}`;
  if ((body.backends ?? []).some((backend) => !backend.group.includes('/networkEndpointGroups/'))) {
    return 'instance group backends';
  }
  const check = snapshot.resources.get(canonical(body.healthChecks?.[0] ?? ''));
  return check && unsupportedProbe(check as HealthCheck);
}
