// The data plane of the Compute emulator: what a global external Application Load Balancer does with requests,
// as its edges see the control plane's state, and the health checks behind it.
import type { Fabric } from '../../fabric/index.ts';
import type { Clock } from '../../kit/clock.ts';
import { type Random, seededRandom } from '../../kit/random.ts';
import type { ComputeView, HealthSource } from '../view.ts';
import { createBalancer } from './balancing/balancer.ts';
import { createInFlight } from './edge/in-flight.ts';
import { createSender, type InProcessRequest, type Sender, type Sent } from './edge/in-process.ts';
import type { PropagationProfile } from './edge/lag.ts';
import { createEdge, type Edge } from './edge/propagation.ts';
import { createProxy, type RegionProxy } from './edge/proxy.ts';
import type { Passed } from './edge/passed.ts';
import type { ServedRequest } from './edge/served-request.ts';
import type { EdgeTrouble } from './edge/trouble.ts';
import { takeConfiguration } from './edge/snapshot.ts';
import { createHealthChecker } from './health/checker.ts';

export type { Lag, PropagationProfile } from './edge/lag.ts';
export { type EdgeTrouble, isOutage } from './edge/trouble.ts';
export type { Passed } from './edge/passed.ts';
export type { ServedRequest } from './edge/served-request.ts';

export interface DataPlaneOptions {
  readonly view: ComputeView;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
  /** Regions with clients: each gets a proxy. */
  readonly regions: readonly string[];
  /** How long an edge lags behind: not at all, 2–10 s or 10–120 s of emulated time. */
  readonly propagation: PropagationProfile;
  /** Pods without servers (see workloads): every pod that runs is healthy, and requests come by `send` alone. */
  readonly inProcess?: boolean;
  /** Told of each request that an edge passes on to a backend. */
  readonly passedOn?: (request: Passed) => void;
}

export type { Sent } from './edge/in-process.ts';

export interface DataPlane {
  readonly healthSource: HealthSource;
  /** Starts one HTTP proxy per region on free loopback ports (for `curl -x`) and the health checkers. Call it once. */
  start(): Promise<{ readonly proxies: ReadonlyMap<string, string> }>;
  close(): Promise<void>;
  /** Sends a request without a socket. Only with `inProcess`, after `start`. */
  send(request: InProcessRequest): Sent;
  /**
   * The edges are in trouble for so long, emulated milliseconds.
   * @param region of one region alone.
   */
  suffer(trouble: EdgeTrouble, forMs: number, region?: string): void;
  /** What the edge of each region serves by now. */
  edges(): readonly Pick<Edge, 'region' | 'current'>[];
  /** Requests in the order in which they ended. */
  readonly requests: readonly ServedRequest[];
  /** Resolves when every region's edge serves all configuration and endpoints known now (health may still change). */
  settled(): Promise<void>;
  /** Calls back after each health verdict that changed; the returned function unsubscribes. */
  onHealthChange(listener: () => void): () => void;
}

export function createDataPlane(options: DataPlaneOptions): DataPlane {
  const { view, fabric, clock, random, regions, propagation, passedOn = () => {} } = options;
  // Streams of their own, so that a probe more or less does not change how traffic is split.
  const weights = seededRandom(random.integer(0, 2 ** 31));
  const probeTimes = seededRandom(random.integer(0, 2 ** 31));
  const balancer = createBalancer(clock);
  const requests: ServedRequest[] = [];
  const healthListeners = new Set<() => void>();
  const edges: Edge[] = [];
  const regionProxies: RegionProxy[] = [];
  const senders = new Map<string, Sender>();
  let generation = 0;
  let configuration = takeConfiguration(view, generation);
  let publishing = false;
  let unsubscribe = (): void => {};

  const checker = createHealthChecker({
    view,
    fabric,
    clock,
    random: probeTimes,
    ...(options.inProcess === true && { probe: () => Promise.resolve(true) }),
    onChange() {
      publishSoon();
      for (const listener of healthListeners) listener();
    },
  });

  /** One snapshot for all changes of one turn. */
  function publishSoon(): void {
    if (publishing) return;
    publishing = true;
    queueMicrotask(() => {
      publishing = false;
      if (configuration.generation < generation) {
        configuration = takeConfiguration(view, generation);
        checker.sync();
      }
      const snapshot = { ...configuration, health: checker.states() };
      for (const edge of edges) edge.publish(snapshot);
    });
  }

  async function startRegion(region: string): Promise<readonly [string, string]> {
    const inFlight = createInFlight(clock);
    const edge = createEdge({
      region,
      first: { ...configuration, health: new Map() },
      profile: propagation,
      clock,
      seed: random.integer(0, 2 ** 31),
      onTakeUp: (before, now) => inFlight.tookUp(before, now),
    });
    edges.push(edge);
    const around = { edge, inFlight, view, fabric, clock, random: weights, balancer, passedOn };
    if (options.inProcess === true) {
      senders.set(region, createSender(around));
      return [region, ''];
    }
    const proxy = createProxy({ ...around, record: (request) => void requests.push(request) });
    regionProxies.push(proxy);
    return [region, await proxy.listen()];
  }

  return {
    healthSource: { health: (service, neg) => checker.health(service, neg) },
    requests,
    suffer(trouble, forMs, region) {
      for (const edge of edges)
        if (region === undefined || edge.region === region) edge.suffer(trouble, clock.now() + forMs);
    },
    edges: () => edges,
    send(request) {
      const sender = senders.get(request.region);
      if (sender === undefined) throw new RangeError(`no client in process near ${request.region}`);
      return sender(request);
    },
    async start() {
      configuration = takeConfiguration(view, generation);
      unsubscribe = view.onChange(() => {
        generation += 1;
        publishSoon();
      });
      checker.sync();
      return { proxies: new Map(await Promise.all(regions.map(startRegion))) };
    },
    async close() {
      unsubscribe();
      checker.close();
      for (const edge of edges) edge.close();
      await Promise.all(regionProxies.map((proxy) => proxy.close()));
    },
    async settled() {
      const known = generation;
      await Promise.all(edges.map((edge) => edge.reached(known)));
    },
    onHealthChange(listener) {
      healthListeners.add(listener);
      return () => healthListeners.delete(listener);
    },
  };
}
