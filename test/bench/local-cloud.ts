// What the local cloud costs: the time until it is up, its memory, and the requests per second of two of its servers.
// `npm run bench:cloud` prints a table, with `-- --json` the figures. Nothing fails, because times are the machine's.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rate } from './rates.ts';

const REQUESTS = 4_000;
const MEBIBYTE = 1024 * 1024;

interface Figures {
  /**
   * Milliseconds from the start of this process until the modules are loaded, and from then until everything listens.
   */
  readonly loadMs: number;
  readonly startMs: number;
  /** Resident memory of the whole process, bytes. */
  readonly residentBytes: number;
  readonly rates: readonly Rate[];
}

async function measure(): Promise<Figures> {
  const { startCloud } = await import('../../infra/local/cloud.ts');
  const loadMs = performance.now();
  const directory = await mkdtemp(join(tmpdir(), 'rangelight-bench-'));
  const options = { directory, speed: 10, seed: 1, operations: 'realistic', propagation: 'short' } as const;
  const cloud = await startCloud({ ...options, webhookUrl: () => undefined });
  const startMs = performance.now() - loadMs;
  const residentBytes = process.memoryUsage.rss();
  await cloud.close();
  await rm(directory, { recursive: true, force: true });
  const { computeSubject, kubernetesSubject } = await import('./cases.ts');
  const { rates } = await import('./rates.ts');
  const compute = await computeSubject();
  const kubernetes = await kubernetesSubject();
  return {
    loadMs,
    startMs,
    residentBytes,
    rates: [
      ...(await rates(compute.handler, compute.cases, REQUESTS)),
      ...(await rates(kubernetes.handler, kubernetes.cases, REQUESTS, true)),
    ],
  };
}

function table({ loadMs, startMs, residentBytes, rates }: Figures): string {
  const row = (name: string, ...cells: readonly string[]): string =>
    `${name.padEnd(38)}${cells.map((cell) => cell.padStart(12)).join('')}\n`;
  const whole = (value: number): string => value.toFixed(0);
  return [
    row('the whole local cloud'),
    row('  modules loaded', `${whole(loadMs)} ms`),
    row('  everything listens', `${whole(startMs)} ms`),
    row('  resident memory', `${whole(residentBytes / MEBIBYTE)} MiB`),
    row('requests per second', 'in process', 'loopback', 'ratio'),
    ...rates.map(({ name, inProcess, loopback }) =>
      row(`  ${name}`, whole(inProcess), whole(loopback), (inProcess / loopback).toFixed(1)),
    ),
  ].join('');
}

const figures = await measure();
process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(figures, null, 2)}\n` : table(figures));
process.exit(0);
