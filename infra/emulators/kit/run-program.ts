// Runs programs as children of a small process. To start one, a process is copied first, page tables and all, and then
// pays for each page that it writes to: with a heap of 800 MB, as a process of tests has, git cost 30 ms of CPU on
// either side in place of 2.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** All of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: that of this process. */
  readonly cwd?: string;
  /** What it reads from its standard input. */
  readonly input?: string | Uint8Array;
}

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** What the small process is told, and what it says. */
export interface ProgramAsked {
  readonly id: number;
  readonly program: Program;
}
export type Told = { readonly id: number } & ({ readonly ended: Ended } | { readonly failed: string });

/** The program did not run to its end: it is not there, or a signal ended it. */
export class ProgramFailed extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'ProgramFailed';
  }
}

const RUNNER = fileURLToPath(new URL('./program-runner.ts', import.meta.url));

interface Runner {
  readonly run: (program: Program) => Promise<Ended>;
  readonly isAlive: () => boolean;
  readonly end: () => Promise<void>;
}

let runner: Runner | undefined;

/** Resolves when it has ended, whatever its exit code; rejects with ProgramFailed. */
export function runProgram(program: Program): Promise<Ended> {
  if (runner?.isAlive() !== true) runner = startRunner();
  return runner.run(program);
}

/** Ends the small process; whoever asks for a program afterwards starts another one. */
export async function endPrograms(): Promise<void> {
  await runner?.end();
  runner = undefined;
}

/** Its standard output; rejects with ProgramFailed on any exit code but 0. */
export async function outputOf(program: Program): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program);
  if (code === 0) return stdout.toString();
  throw new ProgramFailed(`${program.command} ${program.args.join(' ')} ended with ${code}: ${stderr.trim()}`);
}

function startRunner(): Runner {
  const child = fork(RUNNER, {
    serialization: 'advanced',
    execArgv: [],
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const pending = new Map<number, PromiseWithResolvers<Ended>>();
  let asked = 0;
  let alive = true;
  child.on('message', (told: Told) => {
    const waiting = pending.get(told.id);
    pending.delete(told.id);
    rest(child, pending.size === 0);
    if ('ended' in told) waiting?.resolve(told.ended);
    else waiting?.reject(new ProgramFailed(told.failed));
  });
  const over = (why: string): void => {
    alive = false;
    for (const { reject } of pending.values()) reject(new ProgramFailed(why));
    pending.clear();
  };
  child.once('error', (error) => over(error.message));
  child.once('exit', () => over('the process that runs programs has ended'));
  rest(child, true);
  return {
    isAlive: () => alive,
    async end() {
      const ended = alive ? once(child, 'exit') : undefined;
      child.disconnect();
      child.ref();
      await ended;
    },
    run(program) {
      const waiting = Promise.withResolvers<Ended>();
      asked += 1;
      pending.set(asked, waiting);
      rest(child, false);
      child.send({ id: asked, program } satisfies ProgramAsked);
      return waiting.promise;
    },
  };
}

/** A process that waits for nothing may end. */
function rest(child: ChildProcess, idle: boolean): void {
  for (const handle of [child, child.channel]) {
    if (idle) handle?.unref();
    else handle?.ref();
  }
}
