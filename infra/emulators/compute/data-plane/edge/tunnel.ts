// CONNECT: a connection of its own through the region's proxy to a VIP, plain or with TLS that ends at this edge.
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ComputeView } from '../../view.ts';
import { terminationOf } from './certificates.ts';
import type { FrontAddress } from './client.ts';
import { describeMissing, findFrontEnd } from './front-end.ts';
import type { Snapshot } from './snapshot.ts';

export interface TunnelEvents {
  /** The client may send requests now, over `socket`. */
  readonly onOpen: (socket: Socket | TLSSocket, address: FrontAddress) => void;
  /** The tunnel was refused before it began, or TLS failed (status 0). */
  readonly onFailure: (failure: TunnelFailure) => void;
}

export interface TunnelFailure {
  readonly address: FrontAddress | undefined;
  /** What the CONNECT was answered with; 0 when the handshake failed after it. */
  readonly status: number;
  readonly reason: string;
}

const AUTHORITY = /^(?<vip>\[[^\]]+\]|[^:]+):(?<port>\d{1,5})$/;

/** Answers one CONNECT; `head` is what the client sent right behind it. */
export function openTunnel(
  around: { readonly snapshot: Snapshot; readonly view: Pick<ComputeView, 'get' | 'privateKey'> },
  connection: { readonly incoming: IncomingMessage; readonly socket: Socket; readonly head: Buffer },
  { onOpen, onFailure }: TunnelEvents,
): void {
  const { incoming, socket, head } = connection;
  const { vip, port } = AUTHORITY.exec(incoming.url ?? '')?.groups ?? {};
  if (vip === undefined || port === undefined) {
    refuse(socket, 400, 'CONNECT needs VIP:port, e.g. curl --connect-to HOST:443:VIP:443');
    onFailure({ address: undefined, status: 400, reason: 'malformed CONNECT' });
    return;
  }
  const address = { vip, port: Number(port) };
  const fail = (text: string, reason: string, status = 502): void => {
    refuse(socket, status, text);
    onFailure({ address, status, reason });
  };
  const front = findFrontEnd(around.snapshot, around.view, address);
  if (front.kind !== 'map') {
    const { status, body, reason } = describeMissing(front, address);
    fail(body, reason, status);
    return;
  }
  if (!front.tls) {
    accept(socket, head);
    onOpen(socket, address);
    return;
  }
  const termination = terminationOf(around.snapshot, around.view, front.proxy);
  if (termination.kind === 'gone') {
    fail(`${termination.what} was deleted while this edge still refers to it`, `${termination.what} is gone`);
    return;
  }
  if (termination.kind === 'no-certificate') {
    fail('no SSL certificate of the target HTTPS proxy can serve: all are being provisioned', 'no certificate');
    return;
  }
  accept(socket, head);
  const tls = new TLSSocket(socket, {
    isServer: true,
    secureContext: termination.contextFor(''),
    ALPNProtocols: ['http/1.1'],
    SNICallback: (serverName, callback) => callback(null, termination.contextFor(serverName)),
  });
  let open = false;
  tls.once('secure', () => {
    open = true;
    onOpen(tls, address);
  });
  tls.on('error', (error: NodeJS.ErrnoException) => {
    if (!open) onFailure({ address, status: 0, reason: `TLS failed: ${error.code ?? error.message}` });
    tls.destroy();
  });
}

function accept(socket: Socket, head: Buffer): void {
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) socket.unshift(head);
}

function refuse(socket: Socket, status: number, text: string): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${text}\n`,
  );
}
