// How a cluster is reached, and asked again where it says that it can answer in a moment.
import { RangelightError } from '../../core/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { Clock } from '../../ports/index.ts';
import { createAsk, type RateBudget, retryAtOf, signalWithin } from '../calls/index.ts';
import { systemClock } from '../clock/index.ts';
import { type KubernetesAnswer, saidByServer } from './answer.ts';

export interface ClusterConnection {
  /** Without trailing slash; `/api` and `/apis` follow it. */
  readonly baseUrl: string;
  /** PEM of a private certificate authority; absent: the public ones. */
  readonly ca?: string;
  /** PEM pair of a client certificate. */
  readonly client?: { readonly cert: string; readonly key: string };
  /** Bearer token; absent: none is sent. */
  readonly token?: (signal: AbortSignal) => Promise<string>;
  /** Whose credential it is, in words for the person who has to mend it. */
  readonly identity?: string;
  /** What its requests draw on, often together with those of other clusters; absent: nothing holds them back. */
  readonly budget?: RateBudget;
}

export interface KubernetesRequest {
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  /** Begins with `/api/` or `/apis/`, query included. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** Default: JSON, whole. */
  readonly accept?: string;
}

/**
 * Sends one request, and again where the cluster answers that it can take it in a moment. Fails with `unreachable` when
 * no whole answer comes.
 */
export type Send = (request: KubernetesRequest, signal: AbortSignal) => Promise<KubernetesAnswer>;

export interface ClustersOptions {
  readonly connections: ReadonlyMap<ClusterLink, ClusterConnection>;
  /** Milliseconds for one request, without retries. */
  readonly callTimeoutMs: number;
  /** Paces what is asked again; default: the system clock. */
  readonly clock?: Clock;
}

/** How long a request may wait, in all, for what the cluster says is over in a moment. */
const PATIENCE_MS = 5_000;
/** What is waited at least, whatever the cluster says; doubled each time. */
const FIRST_PAUSE_MS = 50;

/** Who sends to a cluster. Asking for a link without a connection fails with `unreachable`. */
export function createSenders({ connections, ...options }: ClustersOptions): (cluster: ClusterLink) => Send {
  const senders = new Map(
    [...connections].map(([link, connection]) => [link, createSend(connection, systemOf(link), options)]),
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
function createSend(
  connection: ClusterConnection,
  system: string,
  { callTimeoutMs, clock = systemClock }: Pick<ClustersOptions, 'callTimeoutMs' | 'clock'>,
): Send {
  const { ca, client } = connection;
  const ask = createAsk(
    ca === undefined && client === undefined ? undefined : { ...client, ...(ca === undefined ? {} : { ca }) },
  );

  async function sendOnce(
    { method, path, body, contentType, accept = 'application/json' }: KubernetesRequest,
    signal: AbortSignal,
  ): Promise<KubernetesAnswer> {
    signal.throwIfAborted();
    const within = signalWithin(signal, callTimeoutMs);
    const headers: Record<string, string> = { accept };
    if (body !== undefined) headers['content-type'] = contentType ?? 'application/json';
    try {
      await connection.budget?.take(within);
      const token = await connection.token?.(within);
      if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
      const init = { method, headers, signal: within, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const answer = await ask(`${connection.baseUrl}${path}`, init);
      const retryAt = retryAtOf(answer.headers.get('retry-after'), clock.now());
      const { identity } = connection;
      return {
        status: answer.status,
        text: answer.text,
        ...(identity === undefined ? {} : { identity }),
        ...(retryAt === undefined ? {} : { retryAt }),
      };
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof RangelightError) throw cause;
      throw new RangelightError('unreachable', system, `no answer from the cluster: ${whyOf(cause)}`, { cause });
    }
  }

  return async (request, signal) => {
    const patientUntil = clock.now() + PATIENCE_MS;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
      const answer = await sendOnce(request, signal);
      const { status, retryAt } = answer;
      if (status !== 429 && status !== 503) return answer;
      // A server's own 429 is of that server and that moment. Anybody else's is of a quota that all clusters draw on.
      if (status === 429 && saidByServer(answer) === undefined) connection.budget?.exhausted(retryAt);
      const wakeAt = Math.max(retryAt ?? Number.POSITIVE_INFINITY, clock.now() + pauseMs);
      if (wakeAt > patientUntil) return answer;
      await clock.sleep(wakeAt - clock.now(), signal);
    }
  };
}

/** fetch hides the network's reason in the cause. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
