// Runs one function in a process of its own under the Functions Framework, and knows when it is ready and when it
// ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { COMPILED } from '../build/image.ts';
import { COMPILE_CACHE } from './compile-cache.ts';

export interface FunctionProcess {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** Rejects when the process ends without being asked to. */
  readonly unexpectedEnd: Promise<never>;
  /** Closes the channel, which ends it at once; resolves when it has ended. */
  stop(): Promise<void>;
}

export class FunctionFailed extends Error {
  constructor(name: string, detail: string) {
    super(`function ${name} ${detail}`);
    this.name = 'FunctionFailed';
  }
}

const SOURCES = fileURLToPath(new URL('./serve-function.ts', import.meta.url));

/**
 * Starts a function; its log goes to `logFile`. Rejects with FunctionFailed when it ends before it listens.
 * @param bundle main file of its bundle, or of the image's tree; absent: it runs from its sources.
 * @param onLine is told every line of its log, too.
 */
export async function startFunction(
  name: string,
  env: Readonly<Record<string, string>>,
  logFile: string,
  bundle?: string,
  onLine?: (line: string) => void,
): Promise<FunctionProcess> {
  const child = spawn(process.execPath, bundle === undefined ? [SOURCES, name] : [bundle], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      NODE_COMPILE_CACHE: bundle === undefined ? COMPILE_CACHE : join(dirname(bundle), COMPILED),
      ...env,
      FUNCTION_TARGET: name,
      HOST: '127.0.0.1',
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  if (onLine !== undefined && child.stdout !== null) createInterface(child.stdout).on('line', onLine);
  let stopping = false;
  const unexpectedEnd = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) => {
      if (!stopping) reject(new FunctionFailed(name, `ended (${signal ?? `exit ${code}`}); see ${logFile}`));
    });
  });
  // Whoever awaits it hears of it; nobody has to.
  unexpectedEnd.catch(() => undefined);
  const port = await Promise.race([portOf(child), unexpectedEnd]);
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    unexpectedEnd,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function portOf(child: ChildProcess): Promise<number> {
  const [message] = (await once(child, 'message')) as [{ readonly port: number }];
  return message.port;
}
