// What the local cloud needs of a cluster's API server, whoever wrote it: the embedded one's own interface.
import type { Clock } from '../../emulators/kit/clock.ts';
import type { Random } from '../../emulators/kit/random.ts';
import type { KubernetesEmulator, LocalAuthority } from '../../emulators/kubernetes/index.ts';
import type { LocalCluster } from '../layout.ts';
import type { PodNetworks } from './pod-networks.ts';

export interface ApiServer {
  readonly api: KubernetesEmulator;
  /** Whether controllers of its own make EndpointSlices, and pods of Deployments. */
  readonly hasControllers: boolean;
  /** Of pods that have networks of their own. Absent: pods are on loopback, and what they reach is emulated. */
  readonly podNetworks?: (random: Random, speed: number) => PodNetworks;
  close(): Promise<void>;
}

/** One for each cluster of the local cloud. */
export interface ApiServers {
  /** Whether a DNS server of the clusters' own answers for imports, those of the standard's group. */
  readonly answersNames: boolean;
  open(layout: LocalCluster, around: { readonly clock: Clock; readonly random: Random }): Promise<ApiServer>;
  /** After all that were opened are closed. */
  close(): Promise<void>;
}

export type StartApiServers = (authority: LocalAuthority) => Promise<ApiServers>;
