// What the local cloud costs: time to start, memory, and requests per second of the Compute server in process and over
// loopback. `node test/bench/local-cloud.ts [--json]`; nothing fails, because times are the machine's.
// May import: infra.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fetch, inProcessFetch } from '../../infra/emulators/kit/in-process.ts';
import { startCloud } from '../../infra/local/cloud.ts';
import { PROJECT } from '../../infra/local/layout.ts';

const SECONDS = 3;
const IN_FLIGHT = 8;
const BASE = `/compute/v1/projects/${PROJECT}`;

interface Rate {
  readonly request: string;
  readonly inProcess: number;
  readonly loopback: number;
}

const directory = await mkdtemp(join(tmpdir(), 'rangelight-bench-'));
const begun = performance.now();
const cloud = await startCloud({
  directory,
  speed: 20,
  seed: 1,
  operations: 'instant',
  propagation: 'none',
  webhookUrl: () => undefined,
});
const startMs = performance.now() - begun;
const { rss, heapUsed } = process.memoryUsage();
const near = inProcessFetch(new Map([['http://emulator.local', cloud.compute.handler]]));

for (let number = 0; number < 100; number += 1) await insert(near, 'http://emulator.local', `seed-${number}`);
const rates: Rate[] = [
  await rate('GET one health check', (fetch, base) => get(fetch, `${base}${BASE}/global/healthChecks/seed-1`)),
  await rate('list 100 health checks', (fetch, base) => get(fetch, `${base}${BASE}/global/healthChecks`)),
  await rate('insert and wait', async (fetch, base, number) => {
    const operation = await insert(fetch, base, `${base.includes('local') ? 'n' : 'f'}-${number}`);
    await (await fetch(`${base}${BASE}/global/operations/${operation}/wait`, { method: 'POST' })).text();
  }),
];
await cloud.close();
await rm(directory, { recursive: true, force: true });
const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
const result = { startMs: Math.round(startMs), rssMiB: mebibytes(rss), heapMiB: mebibytes(heapUsed), rates };
process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(result, null, 2)}\n` : text(result));
process.exit(0);

type One = (fetch: Fetch, base: string, number: number) => Promise<void>;

async function rate(request: string, one: One): Promise<Rate> {
  return {
    request,
    inProcess: await perSecond((number) => one(near, 'http://emulator.local', number)),
    loopback: await perSecond((number) => one(fetch, cloud.urls.compute, number)),
  };
}

/** Requests per second with a few in flight, as one client process makes them. */
async function perSecond(one: (number: number) => Promise<void>): Promise<number> {
  const until = performance.now() + SECONDS * 1000;
  let number = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < until) await one((number += 1));
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  return Math.round((number * 1000) / (performance.now() - start));
}

async function get(fetch: Fetch, url: string): Promise<void> {
  await (await fetch(url)).text();
}

async function insert(fetch: Fetch, base: string, name: string): Promise<string> {
  const body = JSON.stringify({ name, type: 'HTTP', httpHealthCheck: { port: 80 } });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${base}${BASE}/global/healthChecks`, { method: 'POST', headers, body });
  return String(((await answer.json()) as { readonly name?: unknown }).name);
}

function text({ startMs, rssMiB, heapMiB, rates }: typeof result): string {
  const rows = rates.map(
    ({ request, inProcess, loopback }) =>
      `  ${request.padEnd(24)} ${String(inProcess).padStart(7)} /s in process ${String(loopback).padStart(7)} /s over loopback\n`,
  );
  return `local cloud: ready in ${startMs} ms, ${rssMiB} MiB resident, ${heapMiB} MiB of heap\n${rows.join('')}`;
}
