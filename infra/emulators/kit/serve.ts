// Puts a request handler on a free loopback port. The handler itself knows nothing of sockets.
// May import: node built-ins, @hono/node-server.
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';

/** Every emulator is one of these: a pure-looking function from request to response over its own state. */
export type Handler = (request: Request) => Response | Promise<Response>;

export interface Served {
  readonly port: number;
  /** `http(s)://127.0.0.1:PORT`, no trailing slash. */
  readonly url: string;
  /** Stops accepting, drops idle and open connections, resolves when the port is free. */
  close(): Promise<void>;
}

/** Serves `handler` on 127.0.0.1; `port` 0 (the default) takes a free one. With `tls` it speaks https. */
export async function serve(
  handler: Handler,
  options: { readonly port?: number; readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<Served> {
  const listener = getRequestListener((request) => handler(request), { overrideGlobalObjects: false });
  const onRequest: typeof listener = (request, response) => listener(request, response);
  const server: Server = options.tls
    ? createHttpsServer({ key: options.tls.key, cert: options.tls.cert }, (req, res) => void onRequest(req, res))
    : createHttpServer((req, res) => void onRequest(req, res));
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return { port, url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`, close: () => closeServer(server) };
}

/** Starts listening on 127.0.0.1; rejects with the listen error. */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
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
