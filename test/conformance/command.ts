// Runs other people's programs and hands back what they said.
import { execFile } from 'node:child_process';

export interface Ran {
  /** Exit status; -1 when the program was stopped or could not be started. */
  readonly code: number;
  /** Standard output, then standard error: where clients put which of their words differs between versions. */
  readonly output: string;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Runs a program to its end; never rejects. */
export function runCommand(program: string, args: readonly string[], around: Surroundings): Promise<Ran> {
  const limits = { timeout: around.timeout, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(program, args, { ...limits, env: around.env, cwd: around.cwd }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({
        code,
        output: [stdout, stderr, code === -1 ? (error?.message ?? '') : ''].filter(Boolean).join('\n').trim(),
      });
    });
  });
}

/** Words of a command line as a shell would see them: quotes group, nothing is expanded. */
export function words(line: string): readonly string[] {
  const found = line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return found.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

/** Runs `work` over the items, `count` at a time; results in the order of the items. */
export async function inLanes<Item, Result>(
  count: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: count }, lane));
  return results;
}
