// A client near a region: an HTTP request through that region's proxy, as `curl -x` sends it.
import { request } from 'node:http';

export interface ClientRequest {
  /** e.g. `http://203.0.113.10/path`. */
  readonly url: string;
  readonly host?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Called with each part of the body as it comes in. */
  readonly onPart?: (part: string) => void;
}

export interface ClientResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Resolves with the whole answer; rejects when the connection breaks. */
export function sendThrough(proxy: string, options: ClientRequest): Promise<ClientResponse> {
  const { hostname, port } = new URL(proxy);
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: hostname,
      port,
      method: options.method ?? 'GET',
      path: options.url,
      headers: { host: options.host ?? new URL(options.url).host, ...options.headers },
      agent: false,
      ...(options.signal && { signal: options.signal }),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        options.onPart?.(chunk);
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    outgoing.end(options.body);
  });
}
