// A commit of the repository that a folder lies in → the tree below that folder, in memory. Whole or not at all, as a
// folder is read.
import { spawn } from 'node:child_process';
import { isOddPath, linkTarget, type NoFile, RangelightError, type Tree } from '../../core/index.ts';
import { leftOut } from './left-out.ts';
import { type DirectoryLimits, DIRECTORY_LIMITS, tooLarge } from './limits.ts';

interface Entry {
  /** Source: git-ls-tree(1); `100644` and `100755` are files, `120000` a symbolic link, `160000` a submodule. */
  readonly mode: string;
  readonly object: string;
  readonly path: string;
}

/**
 * By path, relative to the folder.
 * @param revision as Git takes it: a branch, `HEAD~1`, a digest.
 * Fails with `not-found` for a revision that is not there or a folder in no repository, `invalid` for a tree over its
 * limits.
 */
export async function readLocalCommit(
  folder: string,
  revision: string,
  signal: AbortSignal,
  limits: DirectoryLimits = DIRECTORY_LIMITS,
): Promise<Tree> {
  const git = (args: readonly string[], input = ''): Promise<Buffer> => answerOf(folder, args, input, signal);
  const named = `${revision}^{commit}`;
  const commit = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', named]).catch((cause: unknown) => {
    signal.throwIfAborted();
    const message = `${folder} has no commit ${revision}: name one of the repository that the folder lies in`;
    throw new RangelightError('not-found', 'directory', message, { cause });
  });
  const listed = await git(['ls-tree', '-r', '-z', commit.toString().trim()]);
  const entries = listed.toString().split('\0').flatMap(readEntry);
  if (entries.length > limits.entries) throw tooLarge(`${revision} of ${folder}`, limits);
  const withBytes = entries.filter(({ mode, path }) => mode !== '160000' && !isOddPath(path));
  const bytes = await contents(withBytes, git, () => tooLarge(`${revision} of ${folder}`, limits), limits.bytes);
  const tree = new Map<string, Uint8Array | NoFile>();
  for (const { mode, path } of entries) {
    if (mode === '160000') tree.set(path, 'submodule');
    else if (isOddPath(path)) tree.set(path, 'odd-path');
    else if (mode !== '120000') tree.set(path, bytes.get(path) ?? new Uint8Array());
  }
  for (const { mode, path } of entries) {
    if (mode !== '120000') continue;
    const to = linkTarget(path, Buffer.from(bytes.get(path) ?? '').toString());
    tree.set(path, typeof tree.get(to ?? '') === 'object' ? 'link-to-file' : 'link');
  }
  const regular = [...tree].flatMap(([path, entry]) => (typeof entry === 'object' ? [path] : []));
  for (const path of await leftOut(folder, regular, signal)) tree.set(path, 'left-out');
  return tree;
}

/** `100644 blob 8baef1b\tpath`. */
function readEntry(line: string): readonly Entry[] {
  const match = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line);
  return match === null ? [] : [{ mode: match[1] ?? '', object: match[2] ?? '', path: match[3] ?? '' }];
}

/** Sizes first: nothing over the limit is loaded. Source: git-cat-file(1), "BATCH OUTPUT". */
async function contents(
  entries: readonly Entry[],
  git: (args: readonly string[], input: string) => Promise<Buffer>,
  over: () => RangelightError,
  most: number,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const asked = entries.map(({ object }) => `${object}\n`).join('');
  const sizes = (await git(['cat-file', '--batch-check=%(objectsize)'], asked)).toString().split('\n').map(Number);
  if (sizes.reduce((sum, size) => sum + size, 0) > most) throw over();
  const said = await git(['cat-file', '--batch=%(objectsize)'], asked);
  const found = new Map<string, Uint8Array>();
  let at = 0;
  entries.forEach(({ path }, index) => {
    const begin = said.indexOf('\n', at) + 1;
    const end = begin + (sizes[index] ?? 0);
    found.set(path, said.subarray(begin, end));
    at = end + 1;
  });
  return found;
}

function answerOf(folder: string, args: readonly string[], input: string, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-C', folder, ...args], { signal, stdio: ['pipe', 'pipe', 'ignore'] });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(said));
      else reject(new RangelightError('invalid', 'directory', `git ${args[0] ?? ''} in ${folder} ended with ${code}`));
    });
    // Git that ended before it read everything has told by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
