// Bodies that are not signed, sent to the webhook all at once, and what they cost it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Flood {
  readonly bodies: number;
  readonly bytes: number;
}

export interface FloodCost {
  /** HTTP status of each; 0 for a connection that was ended before its answer was read. */
  readonly statuses: readonly number[];
  readonly cpuSeconds: number;
  /** At the peak, beyond the peak before. */
  readonly mebibytes: number;
}

interface Usage {
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
}

/** Every head looks like GitHub's; only the body can tell that nobody signed it. */
export async function floodWebhook({ bodies, bytes }: Flood): Promise<FloodCost> {
  const child = fork(join(import.meta.dirname, 'webhook-child.ts'), { stdio: 'ignore' });
  try {
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const url = `http://127.0.0.1:${port}/`;
    // What is loaded at the first request is not the flood's.
    await post(url, new Uint8Array(1_000).fill(0x20), 'first');
    const before = await usage(child);
    const body = new Uint8Array(bytes).fill('['.charCodeAt(0));
    const statuses = await Promise.all(Array.from({ length: bodies }, (_, index) => post(url, body, String(index))));
    const after = await usage(child);
    return {
      statuses,
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      mebibytes: after.peakMebibytes - before.peakMebibytes,
    };
  } finally {
    child.disconnect();
  }
}

async function post(url: string, body: Uint8Array<ArrayBuffer>, delivery: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': delivery,
    'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
  };
  try {
    return (await fetch(url, { method: 'POST', headers, body })).status;
  } catch {
    return 0;
  }
}

async function usage(child: ChildProcess): Promise<Usage> {
  const answer = once(child, 'message');
  child.send('usage');
  const [used] = (await answer) as [Usage];
  return used;
}
