// The network of a set: to be filled.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { networkPrefix } from './folders.ts';
import { kill } from './processes.ts';

const run = promisify(execFile);

/** Removes every namespace and link of the set, and ends what still runs in a namespace of it. */
export async function removeNetwork(set: string): Promise<void> {
  const prefix = networkPrefix(set);
  if (process.platform !== 'linux') return;
  for (const namespace of await namespacesOf(prefix)) {
    const { stdout } = await run('ip', ['netns', 'pids', namespace]);
    for (const pid of stdout.split('\n').filter(Boolean)) kill(Number(pid));
    await run('ip', ['netns', 'delete', namespace]);
  }
  // Its other end stood in a namespace, and went with it; sooner or later.
  await run('ip', ['link', 'delete', prefix]).catch(() => undefined);
}

async function namespacesOf(prefix: string): Promise<readonly string[]> {
  try {
    const { stdout } = await run('ip', ['netns', 'list']);
    return stdout
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '')
      .filter((name) => name.startsWith(prefix));
  } catch {
    // No `ip`: then there were never any.
    return [];
  }
}
