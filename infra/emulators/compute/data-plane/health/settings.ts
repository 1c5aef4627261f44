// A health check with its defaults filled in, or the name of what the data plane cannot probe.
import type { HealthCheck, HttpProbe } from '../shapes.ts';
import type { Thresholds } from './verdict.ts';

export interface ProbeSettings extends Thresholds {
  readonly checkIntervalSec: number;
  readonly timeoutSec: number;
  /** Undefined: each endpoint's serving port. */
  readonly port: number | undefined;
  readonly requestPath: string;
  /** Probes by HTTPS; no certificate is looked at. */
  readonly secure: boolean;
  /** Host header; undefined: the endpoint's address. */
  readonly host: string | undefined;
  /** The body must begin with this; undefined: any body. */
  readonly response: string | undefined;
}

const TYPES: ReadonlySet<string> = new Set(['HTTP', 'HTTPS']);

/** The name of the health check's first setting that is not emulated. */
export function unsupportedProbe(check: HealthCheck): string | undefined {
  if (!TYPES.has(check.type ?? 'HTTP')) return `healthCheck.type ${check.type}`;
  if (probeOf(check).portSpecification === 'USE_NAMED_PORT') return 'portSpecification USE_NAMED_PORT';
  return undefined;
}

function probeOf(check: HealthCheck): HttpProbe {
  return (check.type === 'HTTPS' ? check.httpsHealthCheck : check.httpHealthCheck) ?? {};
}

export function probeSettings(check: HealthCheck): ProbeSettings {
  const secure = check.type === 'HTTPS';
  const http = probeOf(check);
  return {
    checkIntervalSec: check.checkIntervalSec ?? 5,
    timeoutSec: check.timeoutSec ?? 5,
    healthyThreshold: check.healthyThreshold ?? 2,
    unhealthyThreshold: check.unhealthyThreshold ?? 2,
    port: http.portSpecification === 'USE_SERVING_PORT' ? undefined : (http.port ?? (secure ? 443 : 80)),
    secure,
    requestPath: http.requestPath ?? '/',
    host: http.host,
    response: http.response,
  };
}
