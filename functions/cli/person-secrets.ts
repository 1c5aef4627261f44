// Secrets with the rights of the person who asks, for the verbs that compare them. Functions have a way of their own.
import type { FleetPorts } from '../../lib/app/world.ts';
import { type ClusterConnection, createSecrets } from '../../lib/adapters/kubernetes/index.ts';

const CALL_TIMEOUT_MS = 30_000;

export function personSecrets(connections: ReadonlyMap<string, ClusterConnection>): Pick<FleetPorts, 'secrets'> {
  return { secrets: createSecrets({ connections, callTimeoutMs: CALL_TIMEOUT_MS }) };
}
