// A client that sends its request byte by byte holds a connection, and with a few thousand of them all there are. The
// framework turns the server's own idle limit off.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Source: Node.js, "Built-in channels", Net and HTTP. */
const CONNECTED = 'net.server.socket';
const REQUESTED = 'http.server.request.start';

/**
 * Ends every connection of this process that has not brought a whole request, head and body, so many milliseconds after
 * it was made or after its last answer. A connection that brings nothing more at all is ended sooner, by Node.
 * @returns lifts the limit.
 */
export function endSlowConnections(wholeRequestMs: number): () => void {
  const deadlines = new Map<Socket, NodeJS.Timeout>();
  const disarm = (socket: Socket): void => {
    clearTimeout(deadlines.get(socket));
    deadlines.delete(socket);
  };
  const arm = (socket: Socket): void => {
    disarm(socket);
    if (!socket.destroyed) deadlines.set(socket, setTimeout(() => socket.destroy(), wholeRequestMs).unref());
  };

  const onConnected = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    arm(socket);
    socket.once('close', () => disarm(socket));
  };
  const onRequested = (message: unknown): void => {
    const { request, response, socket } = message as {
      readonly request: IncomingMessage;
      readonly response: ServerResponse;
      readonly socket: Socket;
    };
    // An answer may be given before the body has come, which is then read and thrown away.
    request.once('end', () => (response.writableFinished ? arm(socket) : disarm(socket)));
    response.once('close', () => {
      if (request.complete) arm(socket);
    });
  };

  subscribe(CONNECTED, onConnected);
  subscribe(REQUESTED, onRequested);
  return () => {
    unsubscribe(CONNECTED, onConnected);
    unsubscribe(REQUESTED, onRequested);
    for (const socket of deadlines.keys()) disarm(socket);
  };
}
