// How a cluster is reached.
import { RangelightError } from '../../core/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import { type RateBudget, signalWithin } from '../calls/index.ts';

export interface ClusterConnection {
  /** Without trailing slash; `/api` and `/apis` follow it. */
  readonly baseUrl: string;
  /** PEM of a private certificate authority; absent: the public ones. */
  readonly ca?: string;
  /** PEM pair of a client certificate. */
  readonly client?: { readonly cert: string; readonly key: string };
  /** Bearer token; absent: none is sent. */
  readonly token?: (signal: AbortSignal) => Promise<string>;
  /** What its requests draw on, often together with those of other clusters; absent: nothing holds them back. */
  readonly budget?: RateBudget;
}

export interface KubernetesRequest {
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  /** Begins with `/api/` or `/apis/`, query included. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface KubernetesAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends one request. Fails with `unreachable` when no whole answer comes. */
export type Send = (request: KubernetesRequest, signal: AbortSignal) => Promise<KubernetesAnswer>;

/** What the global fetch and undici's both take. */
interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
  readonly body?: string;
}

type Fetch = (url: string, init: FetchInit) => Promise<Pick<Response, 'status' | 'text'>>;

export interface ClustersOptions {
  readonly connections: ReadonlyMap<ClusterLink, ClusterConnection>;
  /** Milliseconds for one request, without retries. */
  readonly callTimeoutMs: number;
}

/** Who sends to a cluster. Asking for a link without a connection fails with `unreachable`. */
export function createSenders({ connections, callTimeoutMs }: ClustersOptions): (cluster: ClusterLink) => Send {
  const senders = new Map(
    [...connections].map(([link, connection]) => [link, createSend(connection, systemOf(link), callTimeoutMs)]),
  );
  return (cluster) => {
    const send = senders.get(cluster);
    if (send !== undefined) return send;
    throw new RangelightError('unreachable', systemOf(cluster), 'there is no connection to this cluster');
  };
}

/** What failures call a cluster. */
export function systemOf(link: ClusterLink): string {
  return `kubernetes ${link}`;
}

/** A sender that keeps its connections open between requests. */
function createSend(connection: ClusterConnection, system: string, timeoutMs: number): Send {
  let fetching: Promise<Fetch> | undefined;
  return async ({ method, path, body, contentType }, signal) => {
    signal.throwIfAborted();
    fetching ??= fetchFor(connection);
    const within = signalWithin(signal, timeoutMs);
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = contentType ?? 'application/json';
    try {
      await connection.budget?.take(within);
      const token = await connection.token?.(within);
      if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
      const fetch = await fetching;
      const init = { method, headers, signal: within, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const answer = await fetch(`${connection.baseUrl}${path}`, init);
      if (answer.status === 429) connection.budget?.exhausted();
      return { status: answer.status, text: await answer.text() };
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof RangelightError) throw cause;
      throw new RangelightError('unreachable', system, `no answer from the cluster: ${whyOf(cause)}`, { cause });
    }
  };
}

/** Global fetch, or, for a private CA, undici's own with an agent of its own: the two must be of one version. */
async function fetchFor({ ca, client }: ClusterConnection): Promise<Fetch> {
  if (ca === undefined && client === undefined) return fetch;
  const undici = await import('undici');
  const dispatcher = new undici.Agent({ connect: { ...(ca === undefined ? {} : { ca }), ...client } });
  return (url, init) => undici.fetch(url, { ...init, dispatcher });
}

/** fetch hides the network's reason in the cause. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
