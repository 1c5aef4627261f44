// One real message through each function as the image has it: a push that GitHub signed is published, planned over the
// clusters' private authority, carried out in Compute and told on GitHub, and a tick is a sweep.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionName } from '../deploy/contract.ts';
import type { JournalEntry } from '../emulators/kit/journal.ts';
import { clone } from '../local/demo/working-copy.ts';
import { NAME } from '../local/layout.ts';
import { startRangelight } from '../local/rangelight.ts';
import { accountOf } from '../local/rights.ts';

const SEED = fileURLToPath(new URL('../local/seed', import.meta.url));
const HANGS_MS = 180_000;

/**
 * Resolves with a line for each function. Rejects with a TimeoutError when one does not do what it is for, and with
 * FunctionFailed when one ends.
 * @param image its tree.
 */
export async function sendFirstMessages(image: string): Promise<readonly string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'rangelight-first-'));
  const local = await startRangelight(
    { directory, speed: 60, seed: 1, operations: 'fast', propagation: 'none', bundles: image },
    () => undefined,
  );
  const { pubsub, clusters, compute, github } = local.cloud;
  const signal = AbortSignal.timeout(HANGS_MS);
  const [config] = clusters;
  try {
    const done = Promise.all([
      told('webhook: published', pubsub.journal.next(ofThe('webhook', /:publish$/), signal)),
      told('planner: read, through TLS of a private authority,', config?.api.journal.next(isRead, signal)),
      told('worker: changed Compute by', compute.journal.next(ofThe('worker', /./, true), signal)),
      told('reporter: made a check run by', github.journal.next(isCheckRun, signal)),
    ]);
    const copy = await clone(github.repository(NAME).gitUrl(), join(directory, 'work'));
    await copy.git('checkout', '--quiet', '-b', 'main');
    await copy.copyIn(SEED);
    await copy.publish('main', 'A fleet');
    const lines = await Promise.race([done, local.failure]);
    const status = await local.scheduler.tick();
    if (status !== 200) throw new RangeError(`drift answered a tick with ${status}`);
    return [...lines, 'drift: swept'];
  } finally {
    await local.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function told(what: string, entry: Promise<JournalEntry> | undefined): Promise<string> {
  const { method, path } = (await entry) ?? {};
  return `${what} ${method} ${path}`;
}

function ofThe(name: FunctionName, path: RegExp, mutation?: true): (entry: JournalEntry) => boolean {
  return (entry) =>
    entry.caller?.account === accountOf(name) &&
    entry.status === 200 &&
    path.test(entry.path) &&
    (entry.mutation || mutation === undefined);
}

/** Nobody reads these but planner and drift, and before the first plan drift has no fleet. */
const isRead = ({ path, status }: JournalEntry): boolean => status === 200 && path.startsWith('/api/v1/nodes');

const isCheckRun = ({ method, path, status }: JournalEntry): boolean =>
  method === 'POST' && status === 201 && path.endsWith('/check-runs');
