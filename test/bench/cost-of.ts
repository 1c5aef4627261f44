// What hostile inputs cost, measured in a process of its own: what hangs is ended, and memory is nobody else's.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Cost {
  readonly name: string;
  readonly found: number;
  readonly cpuSeconds: number;
  /** At the peak, beyond the peak before. */
  readonly mebibytes: number;
}

/** For all that is asked for at once. */
const HANGS_MS = 100_000;
const run = promisify(execFile);

/**
 * @param names of hostile inputs, which one process reads one after the other.
 * Rejects when they take longer than any of them may.
 */
export async function costsOf(names: readonly string[]): Promise<readonly Cost[]> {
  const script = join(import.meta.dirname, 'cost.ts');
  const { stdout } = await run(process.execPath, [script, ...names], { timeout: HANGS_MS, killSignal: 'SIGKILL' });
  return JSON.parse(stdout) as readonly Cost[];
}
