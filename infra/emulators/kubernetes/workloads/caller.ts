// The sample app: says who it is, takes messages with a wished delay and answer, and reports whether it is ready.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, sleep } from '../../kit/clock.ts';
import type { Random } from '../../kit/random.ts';
import { callDirectly, type DirectCalls } from './call-directly.ts';
import { callThrough, type ProxiedCalls } from './call-through.ts';

/** Through a proxy that stands for the network of its cluster, or in that network. */
export type Calls = DirectCalls | ProxiedCalls;

/** Who a pod says it is in every JSON answer. */
export interface CallerIdentity {
  /** The name it was deployed under. */
  readonly app: string;
  readonly cluster: string;
  readonly region: string;
  readonly zone: string;
  readonly pod: string;
}

export interface Caller {
  /** Answers one request; never rejects. */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** Requests answered to the end; health probes of the load balancer are not counted. */
  readonly served: number;
  /** Requests that arrived and are not answered yet. */
  readonly inFlight: number;
  /** Switches `/` and `/healthz` between 200 and 503. */
  setReady(ready: boolean): void;
}

interface Message {
  readonly payload: string;
  /** Emulated milliseconds. */
  readonly delay: number;
  readonly responseCode: number;
}

// What Google's health checkers call themselves.
const PROBE_AGENT = 'GoogleHC/';

const LARGEST_BODY = 1024 * 1024;

/** @param calls whom it calls on `GET /caller/producer`; absent: nobody. */
export function createCaller(identity: CallerIdentity, clock: Clock, random: Random, calls?: Calls): Caller {
  let ready = true;
  let served = 0;
  let inFlight = 0;
  const { app, ...place } = identity;

  const send = (response: ServerResponse, status: number, body: object): void => {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'x-served-by-cluster': identity.cluster };
    // These two have no body by definition; node would refuse a length.
    if (status === 204 || status === 304) response.writeHead(status, headers).end();
    else response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
  };

  const takeMessage = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const message = parseMessage(await bodyOf(request));
    if (typeof message === 'string') return send(response, 400, { error: message, ...place });
    await sleep(clock, message.delay);
    send(response, message.responseCode, { id: random.hex(16), received: message.payload, ...place });
  };

  /** Its own place beside the answer of whom it calls. */
  const callProducer = async (response: ServerResponse, to: Calls): Promise<void> => {
    const { status, body } = await ('proxy' in to ? callThrough(to) : callDirectly(to));
    const isAnswered = status === 200;
    const producer = isAnswered ? (JSON.parse(body) as object) : body.trim();
    send(response, isAnswered ? 200 : 502, { app, ...place, called: to.url, producer });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').replace(/\?.*$/, '');
    if (request.method === 'GET' || request.method === 'HEAD') {
      if (path === '/caller/producer' && calls !== undefined) return await callProducer(response, calls);
      const isHealthCheck = path === '/' || path === '/healthz';
      return send(response, isHealthCheck && !ready ? 503 : 200, { app, ...place, host: request.headers.host, path });
    }
    if (request.method === 'POST' && path === '/caller/messages') return await takeMessage(request, response);
    send(response, path === '/caller/messages' ? 405 : 404, { error: `no ${request.method} ${path}`, ...place });
  };

  return {
    listener(request, response) {
      inFlight += 1;
      const isProbe = request.headers['user-agent']?.startsWith(PROBE_AGENT) ?? false;
      if (!isProbe) response.once('finish', () => (served += 1));
      response.once('close', () => (inFlight -= 1));
      // Only a connection that broke while its body was read ends here; there is nobody left to answer.
      answer(request, response).catch(() => response.destroy());
    },
    get served() {
      return served;
    },
    get inFlight() {
      return inFlight;
    },
    setReady: (value) => void (ready = value),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size > LARGEST_BODY ? '' : Buffer.concat(chunks).toString('utf8');
}

/** The message, or what is wrong with it. */
function parseMessage(text: string): Message | string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'the body is not JSON';
  }
  if (typeof body !== 'object' || body === null) return 'the body is not a JSON object';
  const { payload, delay = 0, responseCode = 200 } = body as Record<string, unknown>;
  if (typeof payload !== 'string') return 'payload is not a string';
  const wait = typeof delay === 'string' && delay.trim() !== '' ? Number(delay) : delay;
  if (typeof wait !== 'number' || !Number.isFinite(wait) || wait < 0) return 'delay is not a number of milliseconds';
  if (typeof responseCode !== 'number' || !Number.isInteger(responseCode) || responseCode < 200 || responseCode > 599) {
    return 'responseCode is not a final HTTP status';
  }
  return { payload, delay: wait, responseCode };
}
