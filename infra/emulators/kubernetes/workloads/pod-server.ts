// The server of a pod, wherever it runs.
import type { Socket } from '../../fabric/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Random } from '../../kit/random.ts';
import { createAbruptServer } from './abrupt-server.ts';
import { type CallerIdentity, type Calls, createCaller } from './caller.ts';

export interface PodServer {
  /** Starts listening; resolves with where each of the ports leads to, which differs after each start. */
  start(ports: readonly number[]): Promise<ReadonlyMap<number, Socket>>;
  /** Refuses new connections and breaks the open ones, at once. Harmless when it is not listening. */
  stop(): void;
  /** Resolves when nothing of it runs any more, after `stop`. */
  gone(): Promise<void>;
  /** Switches its own readiness checks. */
  setReady(ready: boolean): void;
  /** Requests answered to the end; health probes of the load balancer are not counted. */
  readonly served: number;
  readonly inFlight: number;
}

/** @param calls whom it calls, where it calls anybody. */
export function serverInProcess(identity: CallerIdentity, clock: Clock, random: Random, calls?: Calls): PodServer {
  const caller = createCaller(identity, clock, random, calls);
  const server = createAbruptServer(caller.listener);
  return {
    start: async (ports) => onLoopback(ports, await server.start()),
    stop: () => server.stop(),
    gone: () => Promise.resolve(),
    setReady: (ready) => caller.setReady(ready),
    get served() {
      return caller.served;
    },
    get inFlight() {
      return caller.inFlight;
    },
  };
}

/** One server behind all ports. */
export function onLoopback(ports: readonly number[], port: number): ReadonlyMap<number, Socket> {
  return new Map(ports.map((one) => [one, { host: '127.0.0.1', port }]));
}
