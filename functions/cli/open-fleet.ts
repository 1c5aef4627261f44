// Ports to a live fleet, with the rights of the person who asks.
import type { FleetPorts } from '../../lib/app/world.ts';
import { createCompute } from '../../lib/adapters/compute/index.ts';
import { createFleetHub } from '../../lib/adapters/gkehub/index.ts';
import { defaultCredentials, type TokenSource } from '../../lib/adapters/google-auth/index.ts';
import { type ClusterConnection, createClusters, kubeconfigConnections } from '../../lib/adapters/kubernetes/index.ts';
import { RangelightError } from '../../lib/core/index.ts';
import type { Fleet } from '../../lib/fleet/index.ts';
import type { FleetHub } from '../../lib/ports/index.ts';
import type { CloudAccess } from './access.ts';
import { readText } from './read-text.ts';
import { KINDS } from '../wiring/kinds.ts';

const CALL_TIMEOUT_MS = 30_000;

type Connections = ReadonlyMap<string, ClusterConnection>;

/**
 * @param note told what the person should know beside the plan.
 * @param more ports that a verb needs and others may not have.
 */
export function openFleet(
  access: CloudAccess,
  note: (text: string) => void,
  more: (connections: Connections) => Pick<FleetPorts, 'secrets'> = () => ({}),
): (fleet: Fleet, signal: AbortSignal) => Promise<FleetPorts> {
  return async (fleet, signal) => {
    const google = defaultCredentials();
    const connections = await connectionsOf(access, fleet, google, note);
    // Asked for once before anything: otherwise every single read would tell that there are no credentials.
    if (wantsToken(access.compute) || wantsToken(access.gkehub)) await checked(google, signal);
    return {
      compute: await createCompute({
        kinds: KINDS,
        ...serverAt(access.compute, google),
        callTimeoutMs: CALL_TIMEOUT_MS,
      }),
      clusters: createClusters({ kinds: KINDS, connections, callTimeoutMs: CALL_TIMEOUT_MS }),
      hub: createFleetHub({ ...serverAt(access.gkehub, google), callTimeoutMs: CALL_TIMEOUT_MS }),
      ...more(connections),
    };
  };
}

/** Whoever is a member, for a fleet that has no file yet. */
export async function openHub({ gkehub }: Pick<CloudAccess, 'gkehub'>, signal: AbortSignal): Promise<FleetHub> {
  const google = defaultCredentials();
  if (wantsToken(gkehub)) await checked(google, signal);
  return createFleetHub({ ...serverAt(gkehub, google), callTimeoutMs: CALL_TIMEOUT_MS });
}

async function connectionsOf(
  { kubeconfig, contexts }: CloudAccess,
  fleet: Fleet,
  googleToken: TokenSource,
  note: (text: string) => void,
): Promise<ReadonlyMap<string, ClusterConnection>> {
  const text = await readText(kubeconfig, 'the kubeconfig', 'name another with --kubeconfig FILE');
  const links = fleet.clusters.map((cluster) => cluster.link);
  const stray = [...contexts.keys()].find((link) => !links.includes(link));
  if (stray !== undefined) throw invalid(`--context: ${stray} is not a cluster of the fleet ${fleet.name}`);
  const found = kubeconfigConnections(text, links, { contextOf: (link) => contexts.get(link), googleToken });
  for (const link of links.filter((one) => !found.has(one))) {
    const named = contexts.get(link);
    if (named !== undefined) throw invalid(`--context: ${kubeconfig} has no context ${named}`);
    note(`${kubeconfig} has no context for ${link}: give one with --context ${link}=CONTEXT`);
  }
  return found;
}

/** A token that opens Google Cloud never goes to a server in clear text. */
function wantsToken(endpoint: string | undefined): boolean {
  return endpoint === undefined || endpoint.startsWith('https:');
}

function serverAt(
  endpoint: string | undefined,
  auth: TokenSource,
): { readonly endpoint?: string; readonly auth?: TokenSource } {
  return { ...(endpoint === undefined ? {} : { endpoint }), ...(wantsToken(endpoint) ? { auth } : {}) };
}

async function checked(google: TokenSource, signal: AbortSignal): Promise<void> {
  try {
    await google(signal);
  } catch (cause) {
    signal.throwIfAborted();
    const next = 'log in with: gcloud auth application-default login';
    throw new RangelightError('denied', 'google-auth', `there are no Google credentials: ${next}`, { cause });
  }
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'command line', message);
}
