// A gRPC server on loopback connections of our own, because a fault has to reset the connection below the call; and
// plain HTTP on the same port, as Google's own emulator has it.
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server as Listener, type Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { createConnections, type Handler, requestListener } from '../kit/serve.ts';

export interface GrpcListening {
  readonly server: Server;
  /** Listens on 127.0.0.1 without TLS; rejects with the listen error. Returns the port. */
  listen(port: number): Promise<number>;
  /** Resets the connection of a caller, who is given as `address:port`. */
  reset(this: void, peer: string): void;
  /** Ends every call and connection; resolves when the port is free. */
  close(): Promise<void>;
}

/** What every connection of HTTP/2 begins with; gRPC speaks nothing else. Source: RFC 9113, 3.4. */
const HTTP2 = Buffer.from('PRI * HTTP/2.0');

/**
 * The server takes requests of any size, so that the size limit of the service is ours to check.
 * @param plain handles what comes over HTTP/1.1.
 */
export function createGrpcServer(plain: Handler): GrpcListening {
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  const connections = createConnections();
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const http = createHttpServer(requestListener(plain, connections));
  const listeners = new Set<Listener>();
  const accept = (socket: Socket): void => {
    connections.add(socket);
    // A caller that goes away before it has said anything.
    socket.once('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      const isGrpc = HTTP2.subarray(0, first.length).equals(first.subarray(0, HTTP2.length));
      if (isGrpc) injector.injectConnection(socket);
      else http.emit('connection', socket);
    });
  };
  return {
    server,
    listen: (port) =>
      new Promise((resolve, reject) => {
        const listener = createServer(accept);
        listener.once('error', reject);
        listener.listen(port, '127.0.0.1', () => {
          listener.off('error', reject);
          listeners.add(listener);
          resolve((listener.address() as AddressInfo).port);
        });
      }),
    reset: (peer) => connections.reset(Number(peer.slice(peer.lastIndexOf(':') + 1))),
    async close() {
      const closed = [...listeners].map((listener) => new Promise<void>((done) => listener.close(() => done())));
      server.forceShutdown();
      connections.destroyAll();
      await Promise.all(closed);
    },
  };
}
