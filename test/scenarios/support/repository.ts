// A developer's clone: whole trees go in, commits on branches come out, with the real git.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf } from '../../../infra/emulators/kit/run-program.ts';

/** Path → text; everything that a commit holds. */
export type Tree = Readonly<Record<string, string>>;

const ENV = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
};

const SEED = fileURLToPath(new URL('../../../infra/local/seed', import.meta.url));

export interface Repository {
  /**
   * Makes the tree a commit on top of `onto` (default: the branch itself) and pushes it to the branch.
   * @returns the commit.
   */
  push(branch: string, tree: Tree, onto?: string): Promise<string>;
}

/**
 * A bare clone of a repository that is still empty; its branch `main` is begun with an empty commit.
 * @param url where to push, as everybody does. @param origin where the repository lies on disk: reading it there starts
 * fewer processes.
 */
export async function beginRepository(url: string, origin: string, directory: string): Promise<Repository> {
  await mkdir(directory, { recursive: true });
  const git = async (...args: readonly string[]): Promise<void> =>
    void (await outputOf({ command: 'git', args: ['-C', directory, ...args], env: ENV }));
  await git('init', '--quiet', '--bare', '--template=', '--initial-branch=main');
  await git('remote', 'add', 'origin', url);
  await pushed(directory, IMPORT, ['main'], importStream({}));
  return {
    push: (branch, tree, onto = branch) => {
      const script = `git fetch --quiet "$2" "$3" && ${IMPORT}`;
      return pushed(directory, script, [branch, origin, onto], importStream(tree, 'FETCH_HEAD^0'));
    },
  };
}

/** One process for all of it: starting git costs more than what it does here. */
const IMPORT =
  'git fast-import --quiet --force --date-format=now && ' +
  'git push --quiet origin "refs/heads/next:refs/heads/$1" && ' +
  'git rev-parse refs/heads/next';

async function pushed(directory: string, script: string, args: readonly string[], stream: string): Promise<string> {
  const program = { command: 'sh', args: ['-c', script, 'sh', ...args], cwd: directory, env: ENV, input: stream };
  return (await outputOf(program)).trim();
}

/** What git fast-import reads. Each commit has a message of its own, so that equal trees give different commits. */
function importStream(tree: Tree, from?: string): string {
  const files = Object.entries(tree).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
  return [
    'commit refs/heads/next\n',
    'committer Ada <ada@example.com> now\n',
    data(`Change ${randomUUID()}`),
    from === undefined ? '' : `from ${from}\n`,
    'deleteall\n',
    ...files,
  ].join('');
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** The repository that the demo tells its story with: a fleet of three clusters, two ingresses, four services. */
export async function seedTree(): Promise<Tree> {
  const entries = await readdir(SEED, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [relative(SEED, file), await readFile(file, 'utf8')] as const)),
  );
}

export class NothingEdited extends Error {
  constructor(path: string) {
    super(`the edit changes nothing in ${path}`);
    this.name = 'NothingEdited';
  }
}

/** The tree with one file rewritten. Throws NothingEdited: an edit that misses would make its test pass for nothing. */
export function edited(tree: Tree, path: string, edit: (text: string) => string): Tree {
  const before = tree[path] ?? '';
  const after = edit(before);
  if (after === before) throw new NothingEdited(path);
  return { ...tree, [path]: after };
}

/** The tree without the files whose path begins so. */
export function without(tree: Tree, prefix: string): Tree {
  const kept = Object.entries(tree).filter(([path]) => !path.startsWith(prefix));
  if (kept.length === Object.keys(tree).length) throw new NothingEdited(prefix);
  return Object.fromEntries(kept);
}
