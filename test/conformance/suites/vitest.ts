// Runs contract suites of this repository and reads what became of their tests.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../command.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TIMEOUT_MS = 1_200_000;

export interface Tested {
  /** Path from the root of the repository. */
  readonly file: string;
  /** The outermost `describe`; empty when there is none. */
  readonly suite: string;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly message: string;
}

interface Output {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

export interface RunOptions {
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Every test of these files; a file that cannot be loaded is one failed test. */
export async function runSuites(files: readonly string[], { env = {} }: RunOptions = {}): Promise<readonly Tested[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rangelight-suites-'));
  try {
    const outputFile = join(folder, 'out.json');
    const entry = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
    const args = [entry, 'run', ...files, '--reporter=json', `--outputFile=${outputFile}`];
    const inherited = { PATH: process.env['PATH'] ?? '', HOME: folder };
    const around = { env: { ...inherited, ...env }, cwd: ROOT, timeout: TIMEOUT_MS };
    const { output } = await runCommand(process.execPath, args, around);
    const text = await readFile(outputFile, 'utf8').catch(() => {
      throw new SuitesDidNotRun(output);
    });
    return (JSON.parse(text) as Output).testResults.flatMap(testsOf);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function testsOf({ name, message, assertionResults }: Output['testResults'][number]): readonly Tested[] {
  const file = name.replace(ROOT, '');
  if (assertionResults.length === 0) return [{ file, suite: '', title: '(loading)', status: 'failed', message }];
  return assertionResults.map(({ ancestorTitles, title, status, failureMessages = [] }) => ({
    file,
    suite: ancestorTitles.find((one) => one !== '') ?? '',
    title,
    status: status === 'passed' || status === 'failed' ? status : 'skipped',
    message: failureMessages[0]?.split('\n')[0] ?? '',
  }));
}

class SuitesDidNotRun extends Error {
  constructor(output: string) {
    super(`vitest wrote no results: ${output.slice(-500)}`);
    this.name = 'SuitesDidNotRun';
  }
}
