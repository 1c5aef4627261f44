// `peers up`: clusters that run on when the command has ended; whole ones where the machine can, else their API servers alone.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lacking } from '../abilities.ts';
import { findPrograms } from '../find.ts';
import { SETS, UP } from '../folders.ts';
import { kubeconfig } from '../kubeconfig.ts';
import { sweep, takeDown } from '../sets.ts';
import { type PeerCluster, startApiServers } from '../start-set.ts';
import { writeStatus } from './status.ts';

export interface UpOptions {
  readonly clusters: number;
  /** True: nothing else is wanted. */
  readonly apiServers: boolean;
  readonly say: (line: string) => void;
  /** Aborted: what was started is taken down. */
  readonly signal: AbortSignal;
}

/** @returns the exit status. @throws StartFailed; nothing stays then. */
export async function up({ clusters, apiServers, say, signal }: UpOptions): Promise<number> {
  await takeDown(UP);
  await sweep();
  const programs = findPrograms();
  const impossible = lacking('api-servers', programs);
  if (impossible.length > 0) {
    for (const reason of impossible) say(reason);
    return 3;
  }
  const names = Array.from({ length: clusters }, (_, index) => `peer-${index + 1}`);
  const controllers = lacking('controllers', programs).length === 0;
  await mkdir(join(SETS, UP), { recursive: true, mode: 0o700 });
  try {
    const stopped = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Interrupted()), { once: true }),
    );
    const started = await Promise.race([startApiServers({ set: UP, names, programs, controllers }), stopped]);
    await finish(started, say);
    if (!apiServers) for (const reason of lacking('network', programs)) say(`No network of pods: ${reason}`);
  } catch (error) {
    await takeDown(UP);
    throw error;
  }
  return 0;
}

async function finish(clusters: readonly PeerCluster[], say: (line: string) => void): Promise<void> {
  await writeStatus(clusters);
  const file = join(SETS, UP, 'kubeconfig');
  await writeFile(file, kubeconfig(clusters), { mode: 0o600 });
  for (const { name, url, started } of clusters) say(`${name}: ${url}, ${started.map((one) => one.name).join(', ')}`);
  say(`kubectl --kubeconfig ${file} --context ${clusters[0]?.name} get namespaces`);
}

class Interrupted extends Error {
  constructor() {
    super('it was interrupted; all is down');
    this.name = 'Interrupted';
  }
}
