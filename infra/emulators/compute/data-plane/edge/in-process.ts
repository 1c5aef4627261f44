// A request through one region's edge without a socket: the same decision, the same draining, an answer after a while.
import type { Fabric } from '../../../fabric/index.ts';
import type { Clock } from '../../../kit/clock.ts';
import type { Random } from '../../../kit/random.ts';
import type { ComputeView } from '../../view.ts';
import type { Balancer } from '../balancing/balancer.ts';
import { nameOf } from '../reference.ts';
import type { InFlight } from './in-flight.ts';
import type { Edge } from './propagation.ts';
import type { Passed } from './passed.ts';
import { resolve } from './resolve.ts';

export interface InProcessRequest {
  readonly region: string;
  readonly vip: string;
  /** 80, or 443 for a client that speaks TLS. */
  readonly port: number;
  readonly host: string;
  readonly path: string;
  /** How long the pod takes to answer, emulated milliseconds; 0: the answer is there at once. */
  readonly takes: number;
  /** By lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly reason: string;
  /** Name of the backend service, when the request got so far. */
  readonly backendService?: string;
}

export interface Sent {
  /** Undefined while the pod works on it. */
  readonly now: Answered | undefined;
  readonly answer: Promise<Answered>;
}

export type Sender = (request: InProcessRequest) => Sent;

export function createSender(around: {
  readonly edge: Edge;
  readonly inFlight: InFlight;
  readonly view: Pick<ComputeView, 'get'>;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
  readonly balancer: Balancer;
  readonly passedOn: (request: Passed) => void;
}): Sender {
  const { edge, inFlight, view, fabric, clock, random, balancer, passedOn } = around;
  const region = edge.region;
  return ({ vip, port, host, path, takes, headers = {} }) => {
    const scheme = port === 443 ? 'https' : 'http';
    const tls = { serverName: host, version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' };
    const client = { region, address: '198.51.100.7', port: 50_000, ...(port === 443 && { tls }) };
    const address = { vip, port };
    const surroundings = { region, snapshot: edge.current(), view, balancer, random, client, address };
    const found = resolve(surroundings, { scheme, host, path, query: '', headers: new Map(Object.entries(headers)) });
    if (found.kind !== 'forward') {
      const { status, reason, backendService: asked } = found;
      return over({ status, reason, ...(asked !== undefined && { backendService: asked }) });
    }
    const { service, picked, frontEnd } = found;
    const backendService = nameOf(service);
    const { endpoint, pool } = picked;
    passedOn({ at: clock.now(), ...frontEnd, backendService, neg: nameOf(pool.neg), zone: pool.zone });
    const listens = (): boolean => fabric.socket(endpoint.ipAddress, endpoint.port) !== undefined;
    const refused = { status: 502, reason: 'backend connection error ECONNREFUSED', backendService };
    if (!listens()) return over(refused);
    const ok = { status: 200, reason: 'ok', backendService };
    if (takes === 0) return over(ok);
    const tracked = inFlight.track({ service, neg: pool.neg, endpoint });
    const answer = new Promise<Answered>((done) => {
      const finish = (answered: Answered): void => {
        cancel();
        tracked.done();
        done(answered);
      };
      const cancel = clock.after(Math.min(takes, found.timeout), () => {
        if (takes > found.timeout) finish({ status: 504, reason: 'upstream request timeout', backendService });
        else finish(listens() ? ok : refused);
      });
      const cut = { status: 502, reason: 'connection draining timeout', backendService };
      tracked.signal.addEventListener('abort', () => finish(cut), { once: true });
    });
    return { now: undefined, answer };
  };
}

function over(answered: Answered): Sent {
  return { now: answered, answer: Promise.resolve(answered) };
}
