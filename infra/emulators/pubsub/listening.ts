// A gRPC server on loopback connections of our own, because a fault has to reset the connection below the call.
import { type AddressInfo, createServer, type Server as Listener } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { createConnections } from '../kit/serve.ts';

export interface GrpcListening {
  readonly server: Server;
  /** Listens on 127.0.0.1 without TLS; rejects with the listen error. Returns the port. */
  listen(port: number): Promise<number>;
  /** Resets the connection of a caller, who is given as `address:port`. */
  reset(this: void, peer: string): void;
  /** Ends every call and connection; resolves when the port is free. */
  close(): Promise<void>;
}

/** The server takes requests of any size, so that the size limit of the service is ours to check. */
export function createGrpcServer(): GrpcListening {
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  const connections = createConnections();
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const listeners = new Set<Listener>();
  return {
    server,
    listen: (port) =>
      new Promise((resolve, reject) => {
        const listener = createServer((socket) => {
          connections.add(socket);
          injector.injectConnection(socket);
        });
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
