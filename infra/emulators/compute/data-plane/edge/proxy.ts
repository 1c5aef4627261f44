// One region's way in: an HTTP proxy (`curl -x`) that stands for a client near that region. Plain requests come in
// absolute form, TLS ones through CONNECT.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Fabric } from '../../../fabric/index.ts';
import type { Clock } from '../../../kit/clock.ts';
import type { Random } from '../../../kit/random.ts';
import { closeServer, listen } from '../../../kit/serve.ts';
import type { ComputeView } from '../../view.ts';
import type { Balancer } from '../balancing/balancer.ts';
import { nameOf } from '../reference.ts';
import type { RequestLine } from '../routing/request-line.ts';
import { type Client, CLIENT_ADDRESS_HEADER, type FrontAddress } from './client.ts';
import { answerText, exchange } from './exchange.ts';
import { append, applyToRequest, applyToResponse, endToEnd, type HeaderLines } from './headers.ts';
import type { InFlight } from './in-flight.ts';
import type { Passed } from './passed.ts';
import type { Edge } from './propagation.ts';
import { type Forward, resolve } from './resolve.ts';
import type { ServedRequest } from './served-request.ts';
import { openTunnel, type TunnelFailure } from './tunnel.ts';

export interface ProxyOptions {
  readonly edge: Edge;
  readonly inFlight: InFlight;
  readonly view: Pick<ComputeView, 'get' | 'privateKey'>;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
  readonly balancer: Balancer;
  readonly record: (request: ServedRequest) => void;
  readonly passedOn: (request: Passed) => void;
}

export interface RegionProxy {
  /** Resolves with `http://127.0.0.1:PORT`. Call it once. */
  listen(): Promise<string>;
  /** Ends every connection, tunnels too. */
  close(): Promise<void>;
}

type Common = Pick<ServedRequest, 'at' | 'region' | 'vip' | 'method' | 'host' | 'path' | 'tls'>;

/** One request on its way through the edge. */
interface Passage {
  readonly address: FrontAddress;
  readonly client: Client;
  /** Origin form, with query. */
  readonly url: URL;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

interface Tunnel {
  readonly address: FrontAddress;
  readonly client: Client;
}

export function createProxy(options: ProxyOptions): RegionProxy {
  const { edge, view, clock, record } = options;
  const tunnels = new WeakMap<Socket, Tunnel>();
  // A CONNECT takes its socket out of the server's hands, so that closing the server would wait for it forever.
  const tunnelled = new Set<Socket>();

  const server = createServer((incoming, outgoing) => {
    const url = absoluteUrl(incoming.url ?? '');
    if (url === undefined) {
      answerText(outgoing, 400, 'use this port as an HTTP proxy, e.g. curl -x http://127.0.0.1:PORT http://VIP/');
      return;
    }
    const address = { vip: url.hostname, port: Number(url.port || '80') };
    void serveOne(options, { address, client: clientOf(incoming, incoming.socket), url, incoming, outgoing });
  });
  /** Speaks to the sockets that tunnels hand over; it listens nowhere itself. */
  const inner = createServer((incoming, outgoing) => {
    const tunnel = tunnels.get(incoming.socket);
    const url = originUrl(incoming.url ?? '');
    if (tunnel === undefined || url === undefined) answerText(outgoing, 400, 'the request target must begin with /');
    else void serveOne(options, { ...tunnel, url, incoming, outgoing });
  });

  function clientOf(proxied: IncomingMessage, socket: Socket): Client {
    const [given] = proxied.headersDistinct[CLIENT_ADDRESS_HEADER] ?? [];
    const address = given ?? proxied.socket.remoteAddress ?? '127.0.0.1';
    const client = { region: edge.region, address, port: proxied.socket.remotePort ?? 0 };
    if (!(socket instanceof TLSSocket)) return client;
    const serverName = typeof socket.servername === 'string' ? socket.servername : '';
    const { standardName: cipher } = socket.getCipher();
    return { ...client, tls: { serverName, version: socket.getProtocol() ?? '', cipher } };
  }

  function recordFailure({ address, status, reason }: TunnelFailure, incoming: IncomingMessage): void {
    const host = incoming.url ?? '';
    const common = { at: clock.now(), region: edge.region, vip: address?.vip ?? '', method: 'CONNECT', host, path: '' };
    record({ ...common, status, reason });
  }

  server.on('connect', (incoming, duplex, head) => {
    const socket = duplex as Socket;
    tunnelled.add(socket);
    socket.once('close', () => tunnelled.delete(socket));
    socket.on('error', () => socket.destroy());
    openTunnel(
      { snapshot: edge.current(), view },
      { incoming, socket, head },
      {
        onOpen(opened, address) {
          tunnels.set(opened, { address, client: clientOf(incoming, opened) });
          inner.emit('connection', opened);
        },
        onFailure: (failure) => recordFailure(failure, incoming),
      },
    );
  });

  return {
    async listen() {
      await listen(server, 0);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async close() {
      for (const socket of tunnelled) socket.destroy();
      await closeServer(server);
    },
  };
}

async function serveOne(options: ProxyOptions, passage: Passage): Promise<void> {
  const { edge, view, clock, random, balancer, record } = options;
  const { address, client, url, incoming, outgoing } = passage;
  const { tls } = client;
  const headers = endToEnd(incoming.headersDistinct);
  const request: RequestLine = {
    scheme: tls === undefined ? 'http' : 'https',
    host: incoming.headers.host ?? url.host,
    path: url.pathname,
    query: url.search,
    headers: new Map([...headers].map(([name, values]) => [name, values.join(', ')])),
  };
  const common: Common = {
    at: clock.now(),
    region: edge.region,
    vip: address.vip,
    method: incoming.method ?? 'GET',
    host: request.host,
    path: request.path + request.query,
    ...(tls !== undefined && { tls: { serverName: tls.serverName, version: tls.version } }),
  };
  if (incoming.headers.upgrade?.toLowerCase() === 'websocket') {
    answerText(outgoing, 501, 'not emulated by the data plane: WebSocket');
    record({ ...common, status: 501, reason: 'not emulated: WebSocket' });
    return;
  }
  const around = { region: edge.region, snapshot: edge.current(), view, balancer, random, client, address };
  const resolution = resolve(around, request);
  if (resolution.kind === 'forward') {
    await forward(options, passage, common, resolution, headers);
    return;
  }
  const { status, body, reason, location, backendService } = resolution;
  answerText(outgoing, status, body, location === undefined ? {} : { location });
  record({ ...common, ...(backendService !== undefined && { backendService }), status, reason });
}

async function forward(
  options: ProxyOptions,
  passage: Passage,
  common: Common,
  to: Forward,
  headers: HeaderLines,
): Promise<void> {
  const { fabric, clock, inFlight, record, passedOn } = options;
  const { incoming, outgoing } = passage;
  const { pool, endpoint } = to.picked;
  const backend = {
    backendService: nameOf(to.service),
    neg: nameOf(pool.neg),
    endpoint: `${endpoint.ipAddress}:${endpoint.port}`,
    zone: pool.zone,
    ...(to.cdn && { cdn: 'without effect' as const }),
  };
  const { backendService, neg, zone } = backend;
  passedOn({ at: common.at, ...to.frontEnd, backendService, neg, zone });
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
    secure: to.secure,
    incoming,
    outgoing,
    path: to.path,
    requestHeaders: applyToRequest(proxied(headers, to.host, passage), to.headerActions),
    responseHeaders: (response) => applyToResponse(append(response, 'via', '1.1 google'), to.headerActions),
    timeout: to.timeout,
    signal: tracked.signal,
  });
  tracked.done();
  record({ ...common, ...backend, ...exchanged });
}

/** The client's headers with what the load balancer itself sets. */
function proxied(headers: HeaderLines, host: string, { client, address }: Passage): HeaderLines {
  const forwardedFor = [...(headers.get('x-forwarded-for') ?? []), client.address, address.vip].join(',');
  const own = new Map([
    ...headers,
    ['host', [host]],
    ['x-forwarded-for', [forwardedFor]],
    ['x-forwarded-proto', [client.tls === undefined ? 'http' : 'https']],
  ]);
  return append(own, 'via', '1.1 google');
}

/** The target of a proxy request in absolute form; undefined for any other form. */
function absoluteUrl(target: string): URL | undefined {
  return target.startsWith('http://') && URL.canParse(target) ? new URL(target) : undefined;
}

/** The target of a request to the load balancer itself. */
function originUrl(target: string): URL | undefined {
  const absolute = `http://origin${target}`;
  return target.startsWith('/') && URL.canParse(absolute) ? new URL(absolute) : undefined;
}
