// One region's way in: an HTTP proxy (`curl -x`) that stands for a client near that region.
// May import: the other files of this folder, ../balancing, ../reference.ts, ../routing, ../../view.ts, fabric, kit.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Fabric } from '../../../fabric/index.ts';
import type { Clock } from '../../../kit/clock.ts';
import type { Random } from '../../../kit/random.ts';
import type { ComputeView } from '../../view.ts';
import type { Balancer } from '../balancing/balancer.ts';
import { nameOf } from '../reference.ts';
import type { RequestLine } from '../routing/request-line.ts';
import { answerText, exchange } from './exchange.ts';
import { append, applyToRequest, applyToResponse, endToEnd, type HeaderLines } from './headers.ts';
import type { InFlight } from './in-flight.ts';
import type { Edge } from './propagation.ts';
import type { ServedRequest } from './served-request.ts';
import { type Forward, resolve } from './resolve.ts';

export interface ProxyOptions {
  readonly edge: Edge;
  readonly inFlight: InFlight;
  readonly view: Pick<ComputeView, 'get'>;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
  readonly balancer: Balancer;
  readonly record: (request: ServedRequest) => void;
}

type Common = Pick<ServedRequest, 'at' | 'region' | 'vip' | 'method' | 'host' | 'path'>;

/** A server that is not listening yet. */
export function createProxy(options: ProxyOptions): Server {
  const server = createServer((incoming, outgoing) => void serveOne(options, incoming, outgoing));
  server.on('connect', (_incoming, socket) => {
    // The client may be gone already, and this socket is out of the server's hands.
    socket.on('error', () => socket.destroy());
    socket.end(
      'HTTP/1.1 501 Not Implemented\r\nconnection: close\r\n\r\nnot emulated by the data plane: CONNECT (TLS)\n',
    );
  });
  return server;
}

async function serveOne(options: ProxyOptions, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { edge, view, clock, random, balancer, record } = options;
  const url = absoluteUrl(incoming.url ?? '');
  if (url === undefined) {
    answerText(outgoing, 400, 'use this port as an HTTP proxy, e.g. curl -x http://127.0.0.1:PORT http://VIP/');
    return;
  }
  const headers = endToEnd(incoming.headersDistinct);
  const request: RequestLine = {
    host: incoming.headers.host ?? url.host,
    path: url.pathname,
    query: url.search,
    headers: new Map([...headers].map(([name, values]) => [name, values.join(', ')])),
  };
  const address = { vip: url.hostname, port: Number(url.port || '80') };
  const common: Common = {
    at: clock.now(),
    region: edge.region,
    vip: address.vip,
    method: incoming.method ?? 'GET',
    host: request.host,
    path: request.path + request.query,
  };
  if (incoming.headers.upgrade?.toLowerCase() === 'websocket') {
    answerText(outgoing, 501, 'not emulated by the data plane: WebSocket');
    record({ ...common, status: 501, reason: 'not emulated: WebSocket' });
    return;
  }
  const around = { region: edge.region, snapshot: edge.current(), view, balancer, random };
  const resolution = resolve(around, address, request);
  if (resolution.kind === 'forward') {
    await forward(options, common, resolution, headers, incoming, outgoing);
    return;
  }
  const { status, body, reason, location, backendService } = resolution;
  answerText(outgoing, status, body, location === undefined ? {} : { location });
  record({ ...common, ...(backendService !== undefined && { backendService }), status, reason });
}

async function forward(
  options: ProxyOptions,
  common: Common,
  to: Forward,
  headers: HeaderLines,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { fabric, clock, inFlight, record } = options;
  const { pool, endpoint } = to.picked;
  const backend = {
    backendService: nameOf(to.service),
    neg: nameOf(pool.neg),
    endpoint: `${endpoint.ipAddress}:${endpoint.port}`,
    zone: pool.zone,
  };
  const socket = fabric.socket(endpoint.ipAddress, endpoint.port);
  if (socket === undefined) {
    answerText(outgoing, 502, 'backend connection error ECONNREFUSED');
    record({ ...common, ...backend, status: 502, reason: 'backend connection error ECONNREFUSED' });
    return;
  }
  const tracked = inFlight.track({ service: to.service, neg: pool.neg, endpoint });
  const exchanged = await exchange({
    clock,
    socket,
    incoming,
    outgoing,
    path: to.path,
    requestHeaders: applyToRequest(proxied(headers, to.host, common.vip, incoming), to.headerActions),
    responseHeaders: (response) => applyToResponse(append(response, 'via', '1.1 google'), to.headerActions),
    timeout: to.timeout,
    signal: tracked.signal,
  });
  tracked.done();
  record({ ...common, ...backend, ...exchanged });
}

/** The client's headers with what the load balancer itself sets. */
function proxied(headers: HeaderLines, host: string, vip: string, incoming: IncomingMessage): HeaderLines {
  const client = incoming.socket.remoteAddress ?? '127.0.0.1';
  const forwardedFor = [...(headers.get('x-forwarded-for') ?? []), client, vip].join(',');
  const own = new Map([
    ...headers,
    ['host', [host]],
    ['x-forwarded-for', [forwardedFor]],
    ['x-forwarded-proto', ['http']],
  ]);
  return append(own, 'via', '1.1 google');
}

/** The target of a proxy request in absolute form; undefined for any other form. */
function absoluteUrl(target: string): URL | undefined {
  return target.startsWith('http://') && URL.canParse(target) ? new URL(target) : undefined;
}
