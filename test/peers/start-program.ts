// Starts one program of a set so that it outlives its starter, with its words in a log file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { ProgramName } from './programs.ts';

export interface Started {
  readonly name: ProgramName;
  readonly pid: number;
  /** Why it is not running any more; undefined while it runs. */
  whyEnded(): string | undefined;
}

export interface Command {
  readonly name: ProgramName;
  readonly path: string;
  /** One of them names a path in the set's folder: it is how `down` finds the process. */
  readonly args: readonly string[];
  readonly log: string;
  /** The network namespace in which it runs; undefined: the machine's own. */
  readonly namespace?: string | undefined;
}

/** @throws when it cannot be started at all. */
export async function startProgram({ name, path, args, log, namespace }: Command): Promise<Started> {
  const words = namespace === undefined ? [path, ...args] : ['ip', 'netns', 'exec', namespace, path, ...args];
  const output = openSync(log, 'a', 0o600);
  const child = spawn(words[0] ?? path, words.slice(1), { detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  let why: string | undefined;
  child.once('exit', (code, signal) => {
    why = `${name} ended (${signal ?? `exit status ${code}`}): ${lastWords(log)}`;
  });
  await once(child, 'spawn');
  child.unref();
  return { name, pid: child.pid ?? 0, whyEnded: () => why };
}

function lastWords(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3).join('\n').slice(-1_500);
}
