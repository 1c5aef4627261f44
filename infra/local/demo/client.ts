// A client near a region: an ordinary HTTP request through that region's proxy, as `curl -x` sends it.
import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The cluster that answered, by the sample app's own header. */
  readonly cluster: string | undefined;
}

export interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly host?: string;
  /** Beside those that follow from the others. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of a proxy that stands for pods: the workload, `NAMESPACE/NAME`, whose request it is. */
  readonly caller?: string;
}

const TIMEOUT_MS = 15_000;

/** @param proxy `http://HOST:PORT` of the region, or of a cluster. @param url absolute, with the VIP as its host. */
export function ask(proxy: string, url: string, options: Ask = {}): Promise<Answer> {
  const { hostname, port } = new URL(proxy);
  const body = options.body === undefined ? undefined : JSON.stringify(options.body);
  const headers = {
    ...options.headers,
    host: options.host ?? new URL(url).host,
    ...(options.caller === undefined
      ? {}
      : { 'proxy-authorization': `Basic ${Buffer.from(`${options.caller}:`).toString('base64')}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: hostname,
        port,
        method: options.method ?? 'GET',
        path: url,
        headers,
        timeout: TIMEOUT_MS,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const cluster = response.headers['x-served-by-cluster'];
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('utf8'),
            cluster: typeof cluster === 'string' ? cluster : undefined,
          });
        });
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', reject);
    sent.end(body);
  });
}
