// A TLS client near a region: CONNECT through that region's proxy, then https, as `curl -x … --connect-to` does.
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { ClientResponse } from './client.ts';

export interface TlsClientOptions {
  /** `VIP:port`. */
  readonly connectTo: string;
  /** SNI, and the name that the certificate must have. */
  readonly serverName: string;
  /** PEM of the authorities. */
  readonly ca: readonly string[];
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the CONNECT itself. */
  readonly proxyHeaders?: Readonly<Record<string, string>>;
  readonly tls?: ConnectionOptions;
}

export interface TlsClientResponse extends ClientResponse {
  /** Common name of the certificate that the edge showed. */
  readonly subject: string;
}

/**
 * Rejects with a ConnectRefused when the CONNECT is not answered with 200, with a TLS error when the handshake fails.
 */
export async function sendByTls(proxy: string, options: TlsClientOptions): Promise<TlsClientResponse> {
  const socket = await tunnel(proxy, options);
  const tls = await handshake(socket, options);
  try {
    const subject = tls.getPeerCertificate().subject.CN;
    const response = await over(tls, options);
    return { ...response, subject: String(subject) };
  } finally {
    tls.destroy();
  }
}

export class ConnectRefused extends Error {
  readonly status: number;

  constructor(status: number, body: string) {
    super(body);
    this.name = 'ConnectRefused';
    this.status = status;
  }
}

export function tunnel(
  proxy: string,
  { connectTo, proxyHeaders = {} }: Pick<TlsClientOptions, 'connectTo' | 'proxyHeaders'>,
): Promise<Socket> {
  const { hostname, port } = new URL(proxy);
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: hostname,
      port,
      method: 'CONNECT',
      path: connectTo,
      headers: proxyHeaders,
      agent: false,
    });
    outgoing.on('error', reject);
    outgoing.on('connect', (response, socket, head) => {
      if (response.statusCode === 200) {
        resolve(socket);
        return;
      }
      let body = head.toString();
      socket.setEncoding('utf8');
      socket.on('data', (chunk) => (body += String(chunk)));
      socket.on('end', () => reject(new ConnectRefused(response.statusCode ?? 0, body)));
    });
    outgoing.end();
  });
}

function handshake(socket: Socket, { serverName, ca, tls = {} }: TlsClientOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secure = connect({ socket, servername: serverName, ca: [...ca], ...tls }, () => resolve(secure));
    secure.on('error', reject);
  });
}

function over(tls: TLSSocket, { serverName, path = '/', headers = {} }: TlsClientOptions): Promise<ClientResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      path,
      headers: { host: serverName, ...headers },
      createConnection: () => tls,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    outgoing.end();
  });
}
