// The door of the peers: clusters that live as long as this process, or until they are closed.
import type { Identity } from './api-server.ts';
import { lacking } from './abilities.ts';
import { findPrograms } from './find.ts';
import { beginOwnedSet, sweep, takeDown } from './sets.ts';
import { findFiles, MCS_API } from './definitions.ts';
import { type PeerCluster, type SetOptions, startApiServers, startNetworkedClusters } from './start-set.ts';

export { type Identity, untilReady } from './api-server.ts';
export { compactHistory } from './compact-history.ts';
export { kubeconfig } from './kubeconfig.ts';
export { addPodNetwork, type ClusterNetwork, inNamespace } from './network.ts';
export type { PeerCluster } from './start-set.ts';

export interface Peers {
  readonly clusters: readonly PeerCluster[];
  /** Nothing of them stays. */
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Why API servers with their controllers cannot run here, a sentence for each reason; empty: they can. */
export function lackingForPeers(): readonly string[] {
  return [...lackingForApiServers(), ...lacking('controllers', findPrograms())];
}

/** The same of API servers alone. @throws MissingProgram when a variable of `env` points at nothing that can be run */
export function lackingForApiServers(env: Environment = process.env): readonly string[] {
  return lacking('api-servers', findPrograms(env));
}

/**
 * Starts API servers on loopback with their controllers, and sweeps what processes before this one left.
 * @param identities who else is known at each of them, by token.
 * @throws PeersLacking, StartFailed; nothing stays then.
 */
export function openPeers(names: readonly string[], identities: readonly Identity[] = []): Promise<Peers> {
  return open(lackingForPeers(), { names, programs: findPrograms(), identities, controllers: true });
}

/** Why whole clusters, with DNS, kube-proxy and networks for pods, cannot run here; empty: they can. */
export function lackingForNetwork(): readonly string[] {
  return [...lackingForPeers(), ...lacking('network', findPrograms())];
}

/** Starts whole clusters, each with a network of its own. @throws PeersLacking, StartFailed, NetworkFailed */
export function openNetworkedPeers(names: readonly string[], identities: readonly Identity[] = []): Promise<Peers> {
  const options = { names, programs: findPrograms(), identities, controllers: true };
  return open(lackingForNetwork(), options, (set) => startNetworkedClusters(set, findFiles(MCS_API) ?? []));
}

/**
 * One API server on loopback without controllers: nothing in it changes but by requests.
 * @param env says where the programs are. @throws PeersLacking, StartFailed; nothing stays then.
 */
export async function openApiServer(env: Environment = process.env): Promise<{
  readonly cluster: PeerCluster;
  close(): Promise<void>;
}> {
  const options = { names: ['api-server'], programs: findPrograms(env), controllers: false };
  const peers = await open(lackingForApiServers(env), options);
  return { cluster: peers.clusters[0] as PeerCluster, close: () => peers.close() };
}

async function open(
  reasons: readonly string[],
  options: Omit<SetOptions, 'set'>,
  start: (options: SetOptions) => Promise<readonly PeerCluster[]> = startApiServers,
): Promise<Peers> {
  if (reasons.length > 0) throw new PeersLacking(reasons);
  await sweep();
  const set = await beginOwnedSet();
  try {
    return { clusters: await start({ ...options, set }), close: () => takeDown(set) };
  } catch (error) {
    await takeDown(set);
    throw error;
  }
}

export class PeersLacking extends Error {
  constructor(reasons: readonly string[]) {
    super(reasons.join('\n'));
    this.name = 'PeersLacking';
  }
}
