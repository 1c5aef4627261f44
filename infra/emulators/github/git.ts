// The git binary on one bare repository: argv only, no shell, no configuration from the machine it runs on.
import { type Ended, runProgram } from '../kit/run-program.ts';
import { askedBefore } from './asked-before.ts';

/** git ended with a status that the caller did not expect. */
export class GitFailure extends Error {
  readonly exitCode: number;

  constructor(args: readonly string[], exitCode: number, stderr: string) {
    super(`git ${args.join(' ')} ended with ${exitCode}: ${stderr.trim()}`);
    this.name = 'GitFailure';
    this.exitCode = exitCode;
  }
}

export interface GitInput {
  readonly input?: string;
  /** Added to the environment, e.g. author and date of a commit. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Git {
  /** The bare repository. */
  readonly directory: string;
  /** Standard output as bytes; throws GitFailure on any exit code but 0. */
  bytes(args: readonly string[], options?: GitInput): Promise<Buffer>;
  /** Standard output as text without its last newline; throws GitFailure on any exit code but 0. */
  text(args: readonly string[], options?: GitInput): Promise<string>;
  /** For questions whose exit code is the answer: 0 and 1 come back, anything else throws GitFailure. */
  ask(args: readonly string[], options?: GitInput): Promise<{ readonly yes: boolean; readonly text: string }>;
}

/** The environment of every git process: nothing of the user's own configuration, and never a prompt. */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // Paths come from clients: `:(glob)…` in one must stay a file name.
    GIT_LITERAL_PATHSPECS: '1',
    LC_ALL: 'C',
  };
}

export function createGit(directory: string): Git {
  const start = (args: readonly string[], { input, env }: GitInput): Promise<Ended> =>
    runProgram({
      command: 'git',
      args: ['--git-dir', directory, ...args],
      env: { ...gitEnvironment(), ...env },
      ...(input !== undefined && { input }),
    });
  const question = askedBefore((args) => start(args, {}));
  const run = (args: readonly string[], options: GitInput): Promise<Ended> =>
    options.input === undefined && options.env === undefined ? question(args) : start(args, options);
  const bytes: Git['bytes'] = async (args, options = {}) => {
    const { code, stdout, stderr } = await run(args, options);
    if (code !== 0) throw new GitFailure(args, code, stderr);
    return stdout;
  };
  return {
    directory,
    bytes,
    text: async (args, options) => (await bytes(args, options)).toString().replace(/\n$/, ''),
    async ask(args, options = {}) {
      const { code, stdout, stderr } = await run(args, options);
      if (code > 1) throw new GitFailure(args, code, stderr);
      return { yes: code === 0, text: stdout.toString().replace(/\n$/, '') };
    },
  };
}

/** Makes (or opens) the bare repository; no template, so no sample hooks. */
export async function initRepository(directory: string, defaultBranch: string): Promise<Git> {
  const git = createGit(directory);
  await git.bytes(['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`]);
  return git;
}
