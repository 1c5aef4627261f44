// Where pods run: in this process, or processes of their own on loopback, at addresses that only the fabric knows. Real
// clusters have pods with networks of their own in their place.
import type { Clock } from '../../kit/clock.ts';
import type { Random } from '../../kit/random.ts';
import type { CallerIdentity } from './caller.ts';
import { createPodAddresses } from './pod-addresses.ts';
import { type PodServer, serverInProcess } from './pod-server.ts';
import { serverOfProcess } from './process-server.ts';

export interface PodHost {
  /** @param node its index. @param url whom the pod calls when it is asked to; absent: nobody. */
  place(
    node: number,
    identity: CallerIdentity,
    url?: string,
  ): Promise<{ readonly ip: string; readonly server: PodServer }>;
}

export interface HostOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The first half of the pod addresses, different for each cluster: `10.8` gives 10.8.0.0/16. */
  readonly podCidrPrefix: string;
  readonly zones: readonly string[];
  /** `http://127.0.0.1:PORT` through which pods call others, once it is known; absent: they call nobody. */
  readonly proxy?: () => string;
  /** Pods that call others are processes, whose time runs so much faster. Absent: all are in this process. */
  readonly processSpeed?: number;
}

export function loopbackHost({ clock, random, podCidrPrefix, zones, proxy, processSpeed }: HostOptions): PodHost {
  const addressOf = createPodAddresses(podCidrPrefix, zones.length);
  const serverOf = (identity: CallerIdentity, url: string | undefined): PodServer => {
    const calls = url === undefined || proxy === undefined ? undefined : { url, proxy: proxy() };
    if (calls === undefined || processSpeed === undefined) return serverInProcess(identity, clock, random, calls);
    return serverOfProcess({ identity, calls, speed: processSpeed, seed: random.integer(0, 2 ** 31) });
  };
  return {
    place: (node, identity, url) => Promise.resolve({ ip: addressOf(node), server: serverOf(identity, url) }),
  };
}
