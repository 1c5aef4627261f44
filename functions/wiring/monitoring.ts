// Cloud Monitoring, made from the configuration: for the worker, which takes nothing away that is still used.
import { createMonitoring } from '../../lib/adapters/monitoring/index.ts';
import type { FleetConfig } from '../../lib/config/index.ts';
import type { Monitoring } from '../../lib/ports/index.ts';
import { tokenSource } from './credentials.ts';

export function monitoring(config: FleetConfig): Monitoring {
  const { monitoring: endpoint } = config.endpoints;
  return createMonitoring({
    auth: tokenSource(config),
    callTimeoutMs: config.callTimeoutSeconds * 1000,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}
