// The door of the peers: clusters that live as long as this process, or until they are closed.
import type { Identity } from './api-server.ts';
import { lacking } from './abilities.ts';
import { findPrograms } from './find.ts';
import { beginOwnedSet, sweep, takeDown } from './sets.ts';
import { type PeerCluster, startApiServers } from './start-set.ts';

export { type Identity, untilReady } from './api-server.ts';
export { kubeconfig } from './kubeconfig.ts';
export type { PeerCluster } from './start-set.ts';

export interface Peers {
  readonly clusters: readonly PeerCluster[];
  /** Nothing of them stays. */
  close(): Promise<void>;
}

/** Why API servers with their controllers cannot run here, a sentence for each reason; empty: they can. */
export function lackingForPeers(): readonly string[] {
  const programs = findPrograms();
  return [...lacking('api-servers', programs), ...lacking('controllers', programs)];
}

/**
 * Starts API servers on loopback with their controllers, and sweeps what processes before this one left.
 * @param identities who else is known at each of them, by token.
 * @throws PeersLacking, StartFailed; nothing stays then.
 */
export async function openPeers(names: readonly string[], identities: readonly Identity[] = []): Promise<Peers> {
  const reasons = lackingForPeers();
  if (reasons.length > 0) throw new PeersLacking(reasons);
  await sweep();
  const set = await beginOwnedSet();
  try {
    const options = { set, names, programs: findPrograms(), identities, controllers: true };
    return { clusters: await startApiServers(options), close: () => takeDown(set) };
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
