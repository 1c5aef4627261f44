// A health check with its defaults filled in, or the name of what the data plane cannot probe.
// May import: ../shapes.ts.
import type { HealthCheck } from '../shapes.ts';
import type { Thresholds } from './verdict.ts';

export interface ProbeSettings extends Thresholds {
  readonly checkIntervalSec: number;
  readonly timeoutSec: number;
  /** Undefined: each endpoint's serving port. */
  readonly port: number | undefined;
  readonly requestPath: string;
  /** Host header; undefined: the endpoint's address. */
  readonly host: string | undefined;
  /** The body must begin with this; undefined: any body. */
  readonly response: string | undefined;
}

/** The name of the health check's first setting that is not emulated. */
export function unsupportedProbe(check: HealthCheck): string | undefined {
  if ((check.type ?? 'HTTP') !== 'HTTP') return `healthCheck.type ${check.type}`;
  if (check.httpHealthCheck?.portSpecification === 'USE_NAMED_PORT') return 'portSpecification USE_NAMED_PORT';
  return undefined;
}

export function probeSettings(check: HealthCheck): ProbeSettings {
  const http = check.httpHealthCheck ?? {};
  return {
    checkIntervalSec: check.checkIntervalSec ?? 5,
    timeoutSec: check.timeoutSec ?? 5,
    healthyThreshold: check.healthyThreshold ?? 2,
    unhealthyThreshold: check.unhealthyThreshold ?? 2,
    port: http.portSpecification === 'USE_SERVING_PORT' ? undefined : (http.port ?? 80),
    requestPath: http.requestPath ?? '/',
    host: http.host,
    response: http.response,
  };
}
