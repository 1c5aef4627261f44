// A call of one application to another by its name, as a program in a pod makes it: the name is asked of the cluster's
// DNS, and the connection goes where that says.
import { Resolver } from 'node:dns/promises';
import { request } from 'node:http';
import type { Called } from './call-through.ts';

/** Whom an application calls, and of whom it asks names. */
export interface DirectCalls {
  /** Absolute, by a name below clusterset.local or cluster.local. */
  readonly url: string;
  /** Address of the cluster's DNS. */
  readonly nameserver: string;
}

const TIMEOUT_MS = 10_000;

/** Never rejects. */
export async function callDirectly({ url, nameserver }: DirectCalls): Promise<Called> {
  try {
    const { hostname, port, host, pathname } = new URL(url);
    const resolver = new Resolver({ timeout: 2_000, tries: 3 });
    resolver.setServers([nameserver]);
    const [address = ''] = await resolver.resolve4(hostname);
    return await ask(address, Number(port || '80'), host, pathname);
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) };
  }
}

function ask(address: string, port: number, host: string, path: string): Promise<Called> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: address, port, path, headers: { host }, timeout: TIMEOUT_MS, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
        answer.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('ETIMEDOUT')));
    sent.on('error', reject);
    sent.end();
  });
}
