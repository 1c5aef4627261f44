// One forwarded request: streams both bodies between client and endpoint, within a deadline. Never retries.
import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { request as requestByTls } from 'node:https';
import { pipeline } from 'node:stream';
import type { Socket } from '../../../fabric/index.ts';
import type { Clock } from '../../../kit/clock.ts';
import { endToEnd, type HeaderLines, isSendable, toNode } from './headers.ts';

export interface Exchanged {
  /** What the client saw; 0 when it left before any answer. */
  readonly status: number;
  readonly reason: string;
}

/** Writes a plain-text answer of the edge's own and closes the connection after it. */
export function answerText(
  outgoing: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain', connection: 'close', via: '1.1 google', ...headers });
  outgoing.end(`${text}\n`);
}

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly socket: Socket;
  /** HTTPS to the endpoint. Like the real one it looks at no certificate and sends no SNI. */
  readonly secure: boolean;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Origin form, with query. */
  readonly path: string;
  readonly requestHeaders: HeaderLines;
  readonly responseHeaders: (headers: HeaderLines) => HeaderLines;
  /** Emulated milliseconds for the whole response. */
  readonly timeout: number;
  /** Aborts when the endpoint's draining timeout is over. */
  readonly signal: AbortSignal;
}

/** Resolves when the exchange is over, however it ended; never rejects. */
export function exchange(options: ExchangeOptions): Promise<Exchanged> {
  const { clock, incoming, outgoing, responseHeaders, timeout, signal } = options;
  const upstream = openUpstream(options);
  if (upstream === undefined) {
    const reason = 'the rewritten request is not valid HTTP';
    answerText(outgoing, 502, reason);
    return Promise.resolve({ status: 502, reason });
  }
  return new Promise((resolve) => {
    let over = false;
    const finish = (status: number, reason: string): void => {
      if (over) return;
      over = true;
      cancelTimeout();
      signal.removeEventListener('abort', onDrained);
      upstream.destroy();
      resolve({ status, reason });
    };
    const fail = (status: number, reason: string): void => {
      if (over) return;
      if (outgoing.headersSent) {
        finish(outgoing.statusCode, `cut off: ${reason}`);
        outgoing.destroy();
        return;
      }
      finish(status, reason);
      answerText(outgoing, status, reason);
    };
    const onDrained = (): void => fail(502, 'connection draining timeout');
    const cancelTimeout = clock.after(timeout, () => fail(504, 'upstream request timeout'));
    upstream.on('error', (error: NodeJS.ErrnoException) => fail(502, `backend connection error ${error.code ?? ''}`));
    upstream.on('response', (response) => {
      const headers = responseHeaders(endToEnd(response.headersDistinct));
      if (!isSendable(headers)) {
        fail(502, 'the response headers are not valid HTTP');
        return;
      }
      outgoing.writeHead(response.statusCode ?? 502, response.statusMessage, toNode(headers));
      outgoing.flushHeaders();
      pipeline(response, outgoing, (error) => {
        finish(outgoing.statusCode, error ? 'cut off: connection closed' : 'ok');
      });
    });
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) finish(outgoing.headersSent ? outgoing.statusCode : 0, 'client closed');
    });
    signal.addEventListener('abort', onDrained, { once: true });
    if (signal.aborted) onDrained();
    incoming.pipe(upstream);
  });
}

/** Undefined when a rewrite or a header action made something that cannot be sent. */
function openUpstream({ socket, secure, incoming, path, requestHeaders }: ExchangeOptions): ClientRequest | undefined {
  const chunked = incoming.headers['transfer-encoding'] !== undefined;
  try {
    return (secure ? requestByTls : request)({
      host: socket.host,
      port: socket.port,
      ...(incoming.method !== undefined && { method: incoming.method }),
      path,
      headers: { ...toNode(requestHeaders), ...(chunked && { 'transfer-encoding': 'chunked' }) },
      // A fresh connection each time: an idle one that the endpoint has just closed would look like a broken endpoint.
      agent: false,
      setHost: false,
      ...(secure && { rejectUnauthorized: false, servername: '' }),
    });
  } catch {
    return undefined;
  }
}
