// A call of one application to another by its name, through the proxy that stands for the network of the caller's
// cluster.
import { request } from 'node:http';

/** Whom an application calls, and how. */
export interface ProxiedCalls {
  /** Absolute, by a name below clusterset.local or cluster.local. */
  readonly url: string;
  /** `http://127.0.0.1:PORT` */
  readonly proxy: string;
}

export interface Called {
  /** 0: no answer came. */
  readonly status: number;
  readonly body: string;
}

const TIMEOUT_MS = 10_000;

/** Never rejects. */
export function callThrough({ url, proxy }: ProxiedCalls): Promise<Called> {
  const { hostname, port } = new URL(proxy);
  const headers = { host: new URL(url).host };
  return new Promise((resolve) => {
    const sent = request({ hostname, port, path: url, headers, timeout: TIMEOUT_MS, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
      answer.on('error', (error) => resolve({ status: 0, body: error.message }));
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', (error) => resolve({ status: 0, body: error.message }));
    sent.end();
  });
}
