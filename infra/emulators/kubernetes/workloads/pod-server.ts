// The server of a pod, wherever it runs.
import type { Clock } from '../../kit/clock.ts';
import type { Random } from '../../kit/random.ts';
import { createAbruptServer } from './abrupt-server.ts';
import type { Calls } from './call-through.ts';
import { type CallerIdentity, createCaller } from './caller.ts';

export interface PodServer {
  /** Starts listening on a free port of 127.0.0.1 and returns it; the port differs after each start. */
  start(): Promise<number>;
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

/** Makes the server of a pod. @param url whom it calls when it is asked to; undefined: nobody. */
export type ServerOfPod = (identity: CallerIdentity, url?: string) => PodServer;

/** @param calls whom it calls, where it calls anybody. */
export function serverInProcess(identity: CallerIdentity, clock: Clock, random: Random, calls?: Calls): PodServer {
  const caller = createCaller(identity, clock, random, calls);
  const server = createAbruptServer(caller.listener);
  return {
    start: () => server.start(),
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
