// A developer's clone of the repository, worked on with the real git.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Nothing of the person's own Git settings may matter, and nothing may ask for a password. */
const ENV = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: 'demo@example.com',
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: 'demo@example.com',
};

export interface WorkingCopy {
  git(...args: readonly string[]): Promise<string>;
  /** Copies a folder's content in. */
  copyIn(folder: string): Promise<void>;
  /** Writes a file, and the folder that it stands in. */
  write(path: string, text: string): Promise<void>;
  /** Rewrites a file. */
  edit(path: string, change: (text: string) => string): Promise<void>;
  /** Commits everything and pushes the branch; resolves with the commit. */
  publish(branch: string, message: string): Promise<string>;
}

export async function clone(url: string, directory: string): Promise<WorkingCopy> {
  await mkdir(dirname(directory), { recursive: true });
  await run('git', ['clone', '--quiet', url, directory], { env: ENV });
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', ['-C', directory, ...args], { env: ENV })).stdout.trim();
  return {
    git,
    copyIn: (folder) => cp(folder, directory, { recursive: true }),
    async write(path, text) {
      const file = join(directory, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    async edit(path, change) {
      const file = join(directory, path);
      await writeFile(file, change(await readFile(file, 'utf8')));
    },
    async publish(branch, message) {
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '-m', message);
      await git('push', '--quiet', 'origin', `HEAD:${branch}`);
      return git('rev-parse', 'HEAD');
    },
  };
}
