// Starts one program of a set so that it outlives its starter, with its words in a log file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { inNamespace } from './network.ts';
import { kill } from './processes.ts';
import type { ProgramName } from './programs.ts';

export interface Started {
  readonly name: ProgramName;
  /** Of the process that was started last. */
  readonly pid: number;
  /** Why it is not running any more; undefined while it runs. */
  whyEnded(): string | undefined;
  /**
   * Ends it if it runs, at once, and starts it anew with the same command line; resolves when it is started, not when
   * it is ready.
   */
  restart(): Promise<void>;
}

export interface Command {
  readonly name: ProgramName;
  readonly path: string;
  /**
   * One of them names a path in the set's folder, or it runs in a namespace of the set: it is how `down` finds the
   * process.
   */
  readonly args: readonly string[];
  readonly log: string;
  /** The network namespace in which it runs; undefined: the machine's own. */
  readonly namespace?: string | undefined;
  /** Its working directory; default: this process's. */
  readonly cwd?: string;
  /** All of its environment but PATH; default: this process's. */
  readonly env?: Readonly<Record<string, string>>;
}

interface Process {
  readonly pid: number;
  readonly ended: Promise<void>;
  why?: string;
}

/** @throws when it cannot be started at all. */
export async function startProgram(command: Command): Promise<Started> {
  let current = await spawnProgram(command);
  return {
    name: command.name,
    get pid() {
      return current.pid;
    },
    whyEnded: () => current.why,
    async restart() {
      kill(current.pid);
      await current.ended;
      current = await spawnProgram(command);
    },
  };
}

async function spawnProgram({ name, path, args, log, namespace, cwd, env }: Command): Promise<Process> {
  const words = namespace === undefined ? [path, ...args] : inNamespace(namespace, [path, ...args]);
  const output = openSync(log, 'a', 0o600);
  const child = spawn(words[0] ?? path, words.slice(1), {
    detached: true,
    stdio: ['ignore', output, output],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: { PATH: process.env['PATH'], ...env } }),
  });
  closeSync(output);
  await once(child, 'spawn');
  child.unref();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const started: Process = { pid: child.pid ?? 0, ended };
  child.once('exit', (code, signal) => {
    started.why = `${name} ended (${signal ?? `exit status ${code}`}): ${lastWords(log)}`;
    resolve();
  });
  return started;
}

function lastWords(log: string): string {
  if (!existsSync(log)) return 'its log is gone';
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3).join('\n').slice(-1_500);
}
