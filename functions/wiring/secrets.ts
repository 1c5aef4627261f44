// The ports of the functions that may read Secrets: worker and drift, never the planner (test/architecture holds it
// so).
import type { World } from '../../lib/app/world.ts';
import { createSecrets } from '../../lib/adapters/kubernetes/index.ts';
import type { FleetConfig } from '../../lib/config/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { type MorePorts, world } from './world.ts';

/** As `world`, with Secrets. @param more ports that one of the two has alone. */
export function worldWithSecrets(config: FleetConfig, log: Log, more: MorePorts = () => ({})): World {
  const callTimeoutMs = config.callTimeoutSeconds * 1000;
  return world(config, log, (connections) => ({
    ...more(connections),
    secrets: createSecrets({ connections, callTimeoutMs }),
  }));
}
