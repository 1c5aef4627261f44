// The processes of a set, found by their command lines: whoever started them may be gone, and a note of pids may never
// have been written.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SETS } from './folders.ts';
import { PROGRAMS } from './programs.ts';

const run = promisify(execFile);

const KILLED_WITHIN_MS = 10_000;
/** One of our programs, with its first option, perhaps after a verb: an editor that shows a log of theirs is none. */
const IS_PROGRAM = new RegExp(`^(?:/.*/)?(${PROGRAMS.map(({ name }) => name).join('|')}) (?:[a-z]+ )*-`);

export interface RunningProgram {
  readonly pid: number;
  readonly name: string;
  readonly command: string;
}

/** Every program that runs for the set. */
export async function programsOf(set: string): Promise<readonly RunningProgram[]> {
  const folder = `${join(SETS, set)}/`;
  // Linux and macOS read these options alike.
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command = ''] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    const name = isProgramOf(command, folder);
    return pid === undefined || name === undefined ? [] : [{ pid: Number(pid), name, command }];
  });
}

/** The program's name, when the command line is one of ours with the folder in it. @param folder ends with a slash. */
export function isProgramOf(command: string, folder: string): string | undefined {
  return command.includes(folder) ? IS_PROGRAM.exec(command)?.[1] : undefined;
}

/**
 * Ends every program of the set, stopped ones too. At once: what they would write on their way out goes with the set's
 * folder.
 * @throws WouldNotEnd
 */
export async function endPrograms(set: string): Promise<void> {
  const deadline = Date.now() + KILLED_WITHIN_MS;
  for (let left = await programsOf(set); left.length > 0; left = await programsOf(set)) {
    if (Date.now() > deadline) throw new WouldNotEnd(left);
    for (const { pid } of left) kill(pid);
    await wait(50);
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** When the process began, as `ps` says it; undefined: there is none. With its pid it names one process for good. */
export async function beganAt(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim();
  } catch {
    return undefined;
  }
}

export class WouldNotEnd extends Error {
  constructor(left: readonly RunningProgram[]) {
    super(`these do not end: ${left.map(({ name, pid }) => `${name} (pid ${pid})`).join(', ')}`);
    this.name = 'WouldNotEnd';
  }
}
