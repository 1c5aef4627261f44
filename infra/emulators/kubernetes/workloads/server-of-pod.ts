// Which server a pod gets: one in this process, or, where it calls others, a process of its own.
import type { Clock } from '../../kit/clock.ts';
import type { Random } from '../../kit/random.ts';
import { type ServerOfPod, serverInProcess } from './pod-server.ts';
import { serverOfProcess } from './process-server.ts';

export interface ServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** `http://127.0.0.1:PORT` through which pods call others, once it is known; absent: they call nobody. */
  readonly proxy?: () => string;
  /** How much faster the time of those processes runs. Absent: all pods run in this process. */
  readonly processSpeed?: number;
}

export function serversOfPods({ clock, random, proxy, processSpeed }: ServerOptions): ServerOfPod {
  return (identity, url) => {
    const calls = url === undefined || proxy === undefined ? undefined : { url, proxy: proxy() };
    if (calls === undefined || processSpeed === undefined) return serverInProcess(identity, clock, random, calls);
    return serverOfProcess({ identity, calls, speed: processSpeed, seed: random.integer(0, 2 ** 31) });
  };
}
