// Requests over node:http by node-fetch, which Google's client of Cloud Storage brings along. Of a new process the
// built-in fetch and undici's take two to four times the CPU for the same requests (docs/adr/0082).
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { RequestInit, Response } from 'node-fetch';
import { untilAborted } from './deadline.ts';

/** What may be said of a TLS connection; all of it as PEM. */
export interface Tls {
  /** A private certificate authority; absent: the public ones. */
  readonly ca?: string;
  /** A client certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
}

export interface FetchInit {
  readonly method?: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** An answer received whole. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

/** Rejects with the signal's reason, or with an error of the network whose message says why. */
export type AskWhole = (url: string, init: FetchInit) => Promise<WholeAnswer>;

/** Who puts another one in its place (a test without sockets, a tracer) is asked instead of the network. */
const builtIn = globalThis.fetch;

/** As long as undici keeps one; servers of Node close one after 5 s. */
const IDLE_MS = 4_000;

/** When the last answer on a connection had come, by the clock. */
const keptAtMs = new WeakMap<Duplex, number>();

/**
 * An instance of Cloud Run that was frozen, and a process that was busy, find connections closed by the other side
 * before the agent's own timers have run, and a request on one of them fails with ECONNRESET. So the clock is asked,
 * too.
 */
function notingWhenKept<T extends HttpAgent>(agent: T): T {
  const keep: (socket: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    keptAtMs.set(socket, Date.now());
    return keep(socket);
  };
  return agent;
}

/** The agent, without connections that it kept for too long. */
function withoutIdle(agent: HttpAgent): HttpAgent {
  const nowMs = Date.now();
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []))
    if (nowMs - (keptAtMs.get(socket) ?? 0) >= IDLE_MS) socket.destroy();
  return agent;
}

/** A fetch that keeps its connections open between requests, as many as are asked for at once. */
function createFetch(tls: Tls = {}): (url: string | URL, init?: RequestInit) => Promise<Response> {
  const kept = { keepAlive: true, timeout: IDLE_MS };
  const http = notingWhenKept(new HttpAgent(kept));
  const https = notingWhenKept(new HttpsAgent({ ...kept, ...tls }));
  const agent: RequestInit['agent'] = ({ protocol }) => withoutIdle(protocol === 'http:' ? http : https);
  return async (url, init) => {
    const { default: overHttp } = await import('node-fetch');
    const fetch = globalThis.fetch === builtIn ? overHttp : (globalThis.fetch as unknown as typeof overHttp);
    return heeding(init?.signal, fetch(url, { ...init, agent }));
  };
}

/** @param tls absent: by the public authorities, and on connections that all who say nothing share. */
export function createAsk(tls?: Tls): AskWhole {
  const fetch = tls === undefined ? shared : createFetch(tls);
  return async (url, { headers, ...init }) => {
    const answer = await fetch(url, { ...init, ...(headers === undefined ? {} : { headers: [...pairsOf(headers)] }) });
    return { status: answer.status, headers: answer.headers, text: await heeding(init.signal, answer.text()) };
  };
}

const shared = createFetch();

/** For libraries that take a fetch. Bodies of its answers are streams of Node's. */
export const libraryFetch = shared as unknown as typeof globalThis.fetch;

export const ask: AskWhole = createAsk();

function pairsOf(headers: NonNullable<FetchInit['headers']>): Iterable<[string, string]> {
  return headers instanceof Headers ? headers : Object.entries(headers);
}

/** The library rejects with an error of its own for every abort. */
function heeding<T>(signal: RequestInit['signal'], work: Promise<T>): Promise<T> {
  return signal instanceof AbortSignal ? untilAborted(work, signal) : work;
}
