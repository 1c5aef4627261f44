// A loopback HTTP server that can die like a process does: at once, with its connections reset.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { listen } from '../../kit/serve.ts';

export interface AbruptServer {
  /** Starts listening on a free port of 127.0.0.1 and returns it; the port differs after each start. */
  start(): Promise<number>;
  /** Refuses new connections and resets the open ones, at once. Harmless when it is not listening. */
  stop(): void;
}

export function createAbruptServer(listener: RequestListener): AbruptServer {
  let stop = (): void => undefined;
  return {
    async start() {
      stop();
      const server = createServer(listener);
      const sockets = new Set<Socket>();
      server.on('connection', (socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      });
      await listen(server, 0);
      stop = () => {
        server.close();
        for (const socket of sockets) socket.resetAndDestroy();
      };
      return (server.address() as AddressInfo).port;
    },
    stop: () => stop(),
  };
}
