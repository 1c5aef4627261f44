// `peers status`: which programs there are, and whether what `up` started still runs.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPrograms } from '../find.ts';
import { SETS, UP } from '../folders.ts';
import { namespacesOf, pidsIn } from '../network.ts';
import { programsOf } from '../processes.ts';
import { PROGRAMS, versionOf } from '../programs.ts';
import type { PeerCluster } from '../start-set.ts';

const FILE = join(SETS, UP, 'status.json');

interface Noted {
  readonly name: string;
  readonly url: string;
  readonly started: readonly { readonly name: string; readonly pid: number }[];
}

/** Notes what was started, for whoever asks later. */
export async function writeStatus(clusters: readonly PeerCluster[]): Promise<void> {
  const noted: readonly Noted[] = clusters.map(({ name, url, started }) => ({
    name,
    url,
    started: started.map((one) => ({ name: one.name, pid: one.pid })),
  }));
  await writeFile(FILE, JSON.stringify(noted));
}

/** @returns the exit status: 1 when something that was started does not run any more. */
export async function status(say: (line: string) => void): Promise<number> {
  const programs = findPrograms();
  for (const program of PROGRAMS) {
    const found = programs.get(program.name);
    say(found === undefined ? `${program.name}: not built (${versionOf(program)})` : `${program.name}: ${found.path}`);
  }
  const running = new Set((await programsOf(UP)).map(({ pid }) => pid));
  // A pod's programs see nothing of the set's folder but their own.
  for (const namespace of await namespacesOf(UP)) for (const pid of await pidsIn(namespace)) running.add(pid);
  const noted = await readNoted();
  if (noted === undefined) {
    say(running.size === 0 ? 'No cluster is up.' : 'An up is under way, or was broken off; down ends it.');
    return 0;
  }
  let ended = 0;
  for (const { name, url, started } of noted) {
    const gone = started.filter(({ pid }) => !running.has(pid));
    ended += gone.length;
    say(`${name}: ${url}, ${gone.length === 0 ? 'all runs' : `ended: ${gone.map((one) => one.name).join(', ')}`}`);
  }
  return ended === 0 ? 0 : 1;
}

async function readNoted(): Promise<readonly Noted[] | undefined> {
  try {
    return JSON.parse(await readFile(FILE, 'utf8')) as readonly Noted[];
  } catch {
    return undefined;
  }
}
