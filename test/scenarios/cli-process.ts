// Runs the command line: in this process, which is quick, or as the process that it is; of its installed package always
// as a process.
import { run } from '../../functions/cli/run.ts';
import { runProgram } from '../../infra/emulators/kit/run-program.ts';
import { COMPILE_CACHE } from '../../infra/local/compile-cache.ts';
import { COMMAND_LINE, PACKAGE } from './support/bundles.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** For whatever depends on neither the environment nor the end of a process. */
export async function rangelight(args: readonly string[]): Promise<Ended> {
  if (PACKAGE !== undefined) return rangelightProcess(args);
  const written = { stdout: '', stderr: '' };
  const code = await run(args, {
    out: (text) => {
      written.stdout += text;
    },
    err: (text) => {
      written.stderr += text;
    },
  });
  return { code, ...written };
}

/** @param env beside PATH; nothing else of this process's environment is passed on. */
export async function rangelightProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { code, stdout, stderr } = await runProgram({
    command: process.execPath,
    args: [COMMAND_LINE, ...args],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      METADATA_SERVER_DETECTION: 'none',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...env,
    },
  });
  return { code, stdout: stdout.toString(), stderr };
}
