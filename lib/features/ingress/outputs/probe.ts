// How the endpoints of a served port are probed: the defaults for network endpoint groups, and over them what the
// port's BackendConfig says.
import type { JsonObject } from '../../../core/index.ts';
import { type AppProtocol, PROBE_DEFAULTS } from '../manifests/index.ts';
import type { ServedPort } from '../inputs/served-port.ts';

/** Where the body of a health check keeps the settings of each type. */
const BLOCKS = {
  HTTP: 'httpHealthCheck',
  HTTPS: 'httpsHealthCheck',
  HTTP2: 'http2HealthCheck',
} as const satisfies Readonly<Record<AppProtocol, string>>;

/** As the health check's body says it. */
export function probeOf({ appProtocol, config }: Pick<ServedPort, 'appProtocol' | 'config'>): JsonObject {
  const { type = appProtocol, port, requestPath, ...pace } = { ...PROBE_DEFAULTS, ...config?.spec?.healthCheck };
  const target =
    port === undefined ? { portSpecification: 'USE_SERVING_PORT' } : { portSpecification: 'USE_FIXED_PORT', port };
  return { type, ...pace, [BLOCKS[type]]: { ...target, requestPath } };
}
