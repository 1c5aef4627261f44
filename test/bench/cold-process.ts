// A bundle as a process that says, when it is asked, what it has used.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

export interface Used {
  readonly cpuMs: number;
  /** Resident, at the peak. */
  readonly mebibytes: number;
}

export interface ColdProcess {
  readonly url: string;
  /** When it listened. */
  readonly listening: Used;
  used(): Promise<Used>;
  stop(): Promise<void>;
}

const TELL = pathToFileURL(join(import.meta.dirname, 'tell-usage.mjs')).href;

/** Rejects when it ends before it listens. @param main of the bundle. */
export async function startCold(main: string, env: Readonly<Record<string, string>>): Promise<ColdProcess> {
  const child = fork(main, {
    env: { ...env, HOST: '127.0.0.1', PORT: '0' },
    execArgv: ['--import', TELL],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new RangeError(`${main} ended with ${String(code)}`);
  });
  const [{ port }] = (await Promise.race([once(child, 'message'), failed])) as [{ readonly port: number }];
  failed.catch(() => undefined);
  const used = (): Promise<Used> => usageOf(child);
  return {
    url: `http://127.0.0.1:${port}`,
    listening: await used(),
    used,
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function usageOf(child: ChildProcess): Promise<Used> {
  const answer = once(child, 'message');
  child.send('usage');
  const [used] = (await answer) as [Used];
  return used;
}
