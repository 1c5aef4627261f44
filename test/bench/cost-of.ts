// What hostile inputs cost, measured in a process of its own: what hangs is ended, and memory is nobody else's.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HANGS_MS } from '../limits.ts';

export interface Cost {
  readonly name: string;
  readonly found: number;
  readonly cpuSeconds: number;
  /** At the peak, beyond the peak before. */
  readonly mebibytes: number;
}

/** Seconds of CPU, for all that is asked for at once: a machine that is busy with other things makes nothing hang. */
const HANGS_CPU_S = 100;
const run = promisify(execFile);

/**
 * @param names of hostile inputs, which one process reads one after the other.
 * Rejects when they take more than that.
 */
export async function costsOf(names: readonly string[]): Promise<readonly Cost[]> {
  const script = join(import.meta.dirname, 'cost.ts');
  const bounded = ['-c', `ulimit -t ${HANGS_CPU_S}; exec "$@"`, 'sh', process.execPath, script, ...names];
  const { stdout } = await run('sh', bounded, { timeout: HANGS_MS, killSignal: 'SIGKILL' });
  return JSON.parse(stdout) as readonly Cost[];
}
