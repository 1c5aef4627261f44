// The server of a pod as a process of its own: what it calls it calls from there, and it dies as processes do.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Calls } from './call-through.ts';
import type { CallerIdentity } from './caller.ts';
import type { PodServer } from './pod-server.ts';

export interface ProcessOptions {
  readonly identity: CallerIdentity;
  readonly calls?: Calls;
  /** How many emulated seconds pass in one of its own. */
  readonly speed: number;
  readonly seed: number;
}

/** What it tells whoever started it. */
export interface Report {
  /** Once, when it listens. */
  readonly port?: number;
  readonly served: number;
  readonly inFlight: number;
}

const MAIN = fileURLToPath(new URL('./pod-main.ts', import.meta.url));

export class PodEnded extends Error {
  constructor(pod: string) {
    super(`the process of ${pod} ended before it listened`);
    this.name = 'PodEnded';
  }
}

export function serverOfProcess(options: ProcessOptions): PodServer {
  let child: ChildProcess | undefined;
  let told: Report = { served: 0, inFlight: 0 };
  let gone: Promise<unknown> = Promise.resolve();
  const stop = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  return {
    async start() {
      stop();
      const env = { PATH: process.env['PATH'] ?? '', POD: JSON.stringify(options) };
      const started = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      child = started;
      gone = once(started, 'exit');
      const before = told.served;
      started.on('message', (report: Report) => {
        told = { ...report, served: before + report.served };
      });
      const ended = once(started, 'exit').then(() => {
        throw new PodEnded(options.identity.pod);
      });
      const [first] = (await Promise.race([once(started, 'message'), ended])) as [Report];
      ended.catch(() => undefined);
      return first.port ?? 0;
    },
    stop,
    gone: async () => void (await gone),
    setReady: (ready) => void child?.send({ ready }),
    get served() {
      return told.served;
    },
    get inFlight() {
      return child === undefined ? 0 : told.inFlight;
    },
  };
}
