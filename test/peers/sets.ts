// Sets as a whole: begun with a note of who owns them, taken down with all that they had, and swept when their owner is
// gone.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SETS, UP } from './folders.ts';
import { removeNetwork } from './network.ts';
import { beganAt, endPrograms } from './processes.ts';

const OWNER = 'owner.json';

interface Owner {
  readonly pid: number;
  readonly beganAt: string;
}

let begun = 0;

/** Makes the folder of a set that lives no longer than this process; resolves with the set's name. */
export async function beginOwnedSet(): Promise<string> {
  begun += 1;
  const set = `of-${process.pid}-${begun}`;
  await takeDown(set);
  await mkdir(join(SETS, set), { recursive: true, mode: 0o700 });
  const owner: Owner = { pid: process.pid, beganAt: (await beganAt(process.pid)) ?? '' };
  await writeFile(join(SETS, set, OWNER), JSON.stringify(owner));
  return set;
}

/** Ends a set's programs and removes its namespaces, link and files. Nothing of it there: nothing is done. */
export async function takeDown(set: string): Promise<void> {
  await endPrograms(set);
  await removeNetwork(set);
  await rm(join(SETS, set), { recursive: true, force: true });
}

/** Takes down the sets of processes that ended without doing so; resolves with their names. */
export async function sweep(): Promise<readonly string[]> {
  const swept: string[] = [];
  for (const set of await readdir(SETS).catch(() => [])) {
    if (set === UP || (await ownerLives(set))) continue;
    await takeDown(set);
    swept.push(set);
  }
  return swept;
}

async function ownerLives(set: string): Promise<boolean> {
  const began = await beganAt(Number(/^of-(\d+)-/.exec(set)?.[1] ?? 0));
  if (began === undefined) return false;
  const note = await readFile(join(SETS, set, OWNER), 'utf8').catch(() => '');
  // It has made its folder a moment ago, or another process has its pid now.
  return note === '' || (JSON.parse(note) as Owner).beganAt === began;
}
