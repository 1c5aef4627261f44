// Puts a request handler on a free loopback port. The handler itself knows nothing of sockets.
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

/**
 * Every emulator is one of these: a pure-looking function from request to response over its own state.
 * `Response.error()` stands for no response at all: the connection is reset.
 */
export type Handler = (request: Request) => Response | Promise<Response>;

/** A private key and a certificate, with those of its authorities after it if they are to be shown; PEM. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
}

export interface Served {
  readonly port: number;
  /** `http(s)://ADDRESS:PORT`, no trailing slash. */
  readonly url: string;
  /** Of https: shows another certificate from now on. Whoever was connected has to connect anew. */
  renew(tls: Tls): void;
  /** Stops accepting, drops idle and open connections, resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Serves `handler` on 127.0.0.1, or another address of this machine; `port` 0 (the default) takes a free one. With
 * `tls` it speaks https.
 */
export async function serve(
  handler: Handler,
  options: {
    readonly port?: number;
    readonly host?: string;
    readonly tls?: Tls;
  } = {},
): Promise<Served> {
  const connections = createConnections();
  const listener = requestListener(handler, connections);
  const secure = options.tls && createHttpsServer({ key: options.tls.key, cert: options.tls.cert }, listener);
  const server: Server = secure ?? createHttpServer(listener);
  server.on('connection', connections.add);
  const { host = '127.0.0.1' } = options;
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${options.tls ? 'https' : 'http'}://${host}:${port}`,
    renew({ key, cert }) {
      secure?.setSecureContext({ key, cert });
      connections.destroyAll();
    },
    close: () => closeServer(server),
  };
}

/** What a server of Node's calls for each request. */
export function requestListener(handler: Handler, connections: Connections): RequestListener {
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const response = await handler(request);
      if (response.type !== 'error') return response;
      connections.reset(incoming.socket.remotePort);
      return RESPONSE_ALREADY_SENT;
    },
    { overrideGlobalObjects: false },
  );
  return (request, response) => void listener(request, response);
}

export interface Connections {
  add(this: void, socket: Socket): void;
  /** Sends a TCP reset on the connection from this port of the caller's. */
  reset(port: number | undefined): void;
  destroyAll(): void;
}

/** TCP connections by the caller's port: under TLS or HTTP/2, only the socket below can be reset. */
export function createConnections(): Connections {
  const sockets = new Map<number | undefined, Socket>();
  return {
    add(socket) {
      const { remotePort } = socket;
      sockets.set(remotePort, socket);
      socket.once('close', () => sockets.delete(remotePort));
    },
    reset: (port) => void sockets.get(port)?.resetAndDestroy(),
    destroyAll() {
      for (const socket of sockets.values()) socket.destroy();
    },
  };
}

/** Starts listening on 127.0.0.1 unless told otherwise; rejects with the listen error. */
export function listen(server: Server, port: number, host = '127.0.0.1'): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Closes a server and every connection that it still has. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
