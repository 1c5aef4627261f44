// The real clients, made once for all worlds of a process (they take half a second), on whichever world has the wire.
import { inProcessFetch, type Origins } from '../../../infra/emulators/kit/in-process.ts';
import { askedTogether, createCompute } from '../../../lib/adapters/compute/index.ts';
import { createFleetHub } from '../../../lib/adapters/gkehub/index.ts';
import { createMonitoring } from '../../../lib/adapters/monitoring/index.ts';
import { createClusters, createSecrets } from '../../../lib/adapters/kubernetes/index.ts';
import type { FleetPorts } from '../../../lib/app/world.ts';
import type { Fleet } from '../../../lib/fleet/index.ts';
import type { Clock } from '../../../lib/ports/index.ts';
import { type Invocations, type System, thisInvocation, whoRuns } from './invocation.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

/** What the clients talk to. */
export interface Wire {
  readonly origins: Origins;
  readonly clock: Clock;
  readonly invocations: Invocations;
}

/** Requests per minute. */
export interface ComputeRates {
  readonly readsPerMinute: number;
  readonly writesPerMinute: number;
}

export interface Clients {
  /** From now on every client talks to this world; one world at a time. */
  connect(wire: Wire): void;
  readonly open: (fleet: Fleet) => FleetPorts;
  /** For the functions that may read Secrets: the worker and drift. */
  readonly openWithSecrets: (fleet: Fleet) => FleetPorts;
  /** The worker alone asks what is still used. */
  readonly openAsWorker: (fleet: Fleet) => FleetPorts;
  /** Gives global fetch back. */
  close(): void;
}

export const COMPUTE = 'http://compute.local';
export const HUB = 'http://gkehub.local';
export const MONITORING = 'http://monitoring.local';
export const TOKEN = 'proof-token';

export function clusterOrigin(link: string): string {
  return `http://${link.replace('/', '.')}.cluster.local`;
}

/** Real milliseconds: a call that takes so long in one process never ends. */
const CALL_TIMEOUT_MS = 60_000;

/** Of an instance, or of several that are taken for one. */
export type RatesOf = Readonly<Record<'planner' | 'worker' | 'drift', ComputeRates>>;

/** @param rates absent: as many requests as they like */
export async function createClients(rates?: RatesOf): Promise<Clients> {
  const platform = globalThis.fetch;
  let wire: Wire | undefined;
  const connected = (): Wire => {
    if (wire === undefined) throw new TypeError('no world has the wire');
    return wire;
  };
  globalThis.fetch = (input, init) => {
    const { origins, invocations } = connected();
    const request = asWhoRuns(new Request(input, init));
    const { method } = request;
    const url = new URL(request.url);
    const write = method !== 'GET' && !/\/(?:wait|getHealth|listNetworkEndpoints)$/.test(url.pathname);
    const what = `${method} ${url.pathname}`;
    const { origin } = url;
    return invocations.outgoing({ system: systemOf(url), what, write, origin }, () => inProcessFetch(origins)(request));
  };
  const clock: Clock = {
    now: () => connected().clock.now(),
    sleep: (ms, signal) => connected().clock.sleep(ms, signal),
  };
  const toCompute = { kinds: KINDS, endpoint: COMPUTE, callTimeoutMs: CALL_TIMEOUT_MS, clock };
  const compute = await createCompute({ ...toCompute, ...(rates && { rates: rates.planner }) });
  // Each function has a budget of its own; without any they share what takes half a second to make.
  const workers = rates === undefined ? compute : await createCompute({ ...toCompute, rates: rates.worker });
  const sweepers = rates === undefined ? compute : await createCompute({ ...toCompute, rates: rates.drift });
  const hub = createFleetHub({ endpoint: HUB, callTimeoutMs: CALL_TIMEOUT_MS });
  const monitoring = createMonitoring({ endpoint: MONITORING, callTimeoutMs: CALL_TIMEOUT_MS });
  const optionsFor = (fleet: Fleet) => {
    const connections = fleet.clusters.map(({ link }) => {
      const connection = { baseUrl: clusterOrigin(link), token: () => Promise.resolve(TOKEN) };
      return [link, connection] as const;
    });
    return { connections: new Map(connections), callTimeoutMs: CALL_TIMEOUT_MS, clock };
  };
  const open = (fleet: Fleet): FleetPorts => ({
    compute: askedTogether(compute),
    hub,
    clusters: createClusters({ kinds: KINDS, ...optionsFor(fleet) }),
  });
  const openWithSecrets = (fleet: Fleet): FleetPorts => ({ ...open(fleet), secrets: createSecrets(optionsFor(fleet)) });
  return {
    connect(next) {
      wire = next;
    },
    open: oncePerInvocation(open),
    openWithSecrets: oncePerInvocation((fleet) => ({
      ...openWithSecrets(fleet),
      compute: askedTogether(sweepers),
    })),
    openAsWorker: oncePerInvocation((fleet) => ({
      ...openWithSecrets(fleet),
      compute: askedTogether(workers),
      monitoring,
    })),
    close() {
      globalThis.fetch = platform;
    },
  };
}

/**
 * All runs of a message share the ports of a fleet, as all messages of an instance do in a deployment. Those of another
 * invocation have their own: whoever is killed never answers those who wait beside him.
 */
function oncePerInvocation(open: Clients['open']): Clients['open'] {
  const opened = new WeakMap<object, Map<string, FleetPorts>>();
  return (fleet) => {
    const invocation = thisInvocation();
    if (invocation === undefined) return open(fleet);
    const known = opened.get(invocation) ?? new Map<string, FleetPorts>();
    opened.set(invocation, known);
    const key = JSON.stringify([fleet.name, fleet.fleetProject, fleet.clusters]);
    const ports = known.get(key) ?? open(fleet);
    known.set(key, ports);
    return ports;
  };
}

/** With the token of the function that asks: the clients are everybody's. */
function asWhoRuns(request: Request): Request {
  const name = whoRuns()?.replace(/ .*$/, '');
  if (name !== undefined) request.headers.set('authorization', `Bearer ${tokenOf(name)}`);
  return request;
}

/** The token of a function. */
export function tokenOf(name: string): string {
  return `proof-token-of-${name}`;
}

function systemOf({ origin }: URL): System {
  if (origin === COMPUTE) return 'compute';
  if (origin === MONITORING) return 'monitoring';
  return origin === HUB ? 'gkehub' : 'kubernetes';
}
