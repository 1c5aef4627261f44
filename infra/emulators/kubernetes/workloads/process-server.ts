// The server of a pod as a process of its own: what it calls it calls from there, and it dies as processes do.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CallerIdentity, Calls } from './caller.ts';
import { onLoopback, type PodServer } from './pod-server.ts';

export interface ProcessOptions {
  readonly identity: CallerIdentity;
  readonly calls?: Calls;
  /** How many emulated seconds pass in one of its own. */
  readonly speed: number;
  readonly seed: number;
  /** On which it listens at every address that it has; absent: on a free one of loopback. */
  readonly ports?: readonly number[];
}

/** Where it runs, when that is a network namespace. */
export interface PodNamespace {
  readonly name: string;
  /** At which this process reaches it. */
  readonly outside: string;
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

export function serverOfProcess(options: ProcessOptions, namespace?: PodNamespace): PodServer {
  let child: ChildProcess | undefined;
  let told: Report = { served: 0, inFlight: 0 };
  let gone: Promise<unknown> = Promise.resolve();
  const stop = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  return {
    async start(ports) {
      stop();
      const own = namespace === undefined ? options : { ...options, ports };
      const env = { PATH: process.env['PATH'] ?? '', POD: JSON.stringify(own) };
      const [program, ...words] =
        namespace === undefined ? [process.execPath, MAIN] : inNamespace(namespace.name, process.execPath, MAIN);
      const started = spawn(program, words, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
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
      if (namespace === undefined) return onLoopback(ports, first.port ?? 0);
      return new Map(ports.map((port) => [port, { host: namespace.outside, port }]));
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

function inNamespace(name: string, ...command: readonly string[]): readonly [string, ...string[]] {
  return ['ip', 'netns', 'exec', name, ...command];
}
