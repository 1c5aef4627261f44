// A folder → the tree that a commit of it would have, in memory. Whole or not at all: a tree that lacks files would
// look like one from which they were deleted.
import { type Dirent } from 'node:fs';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isOddPath, linkTarget, type NoFile, RangelightError, type Tree } from '../../core/index.ts';
import { leftOut } from './left-out.ts';
import { type DirectoryLimits, DIRECTORY_LIMITS, tooLarge } from './limits.ts';

/** What stands in a working copy and not in a commit. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * By path, relative to the folder, with `/` between the parts. No link is followed, and no other repository entered.
 * Fails with `not-found` for a folder that is not there, `denied` for what may not be read, `invalid` for a tree over
 * its limits.
 */
export async function readDirectory(
  folder: string,
  signal: AbortSignal,
  limits: DirectoryLimits = DIRECTORY_LIMITS,
): Promise<Tree> {
  const tree = new Map<string, Uint8Array | NoFile>();
  const links = new Map<string, string>();
  let entries = 0;
  let bytes = 0;

  async function walk(inside: string): Promise<void> {
    for (const entry of await told(inside, folder, () => entriesOf(join(folder, inside)))) {
      signal.throwIfAborted();
      if (SKIPPED.has(entry.name)) continue;
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      entries += 1;
      if (entries > limits.entries) throw tooLarge(folder, limits);
      if (entry.isSymbolicLink()) links.set(path, await told(path, folder, () => readlink(join(folder, path))));
      if (entry.isDirectory() && (await isRepository(join(folder, path)))) tree.set(path, 'submodule');
      else if (entry.isDirectory()) await walk(path);
      if (!entry.isFile()) continue;
      if (isOddPath(path)) {
        tree.set(path, 'odd-path');
        continue;
      }
      // Its size first: a file over the limit is never loaded.
      bytes += (await told(path, folder, () => stat(join(folder, path)))).size;
      if (bytes > limits.bytes) throw tooLarge(folder, limits);
      tree.set(path, await told(path, folder, () => readFile(join(folder, path), { signal })));
    }
  }

  await walk('');
  for (const [path, to] of links) {
    const isToFile = typeof tree.get(linkTarget(path, to) ?? '') === 'object';
    tree.set(path, isToFile ? 'link-to-file' : 'link');
  }
  const regular = [...tree].flatMap(([path, entry]) => (typeof entry === 'object' ? [path] : []));
  for (const path of await leftOut(folder, regular, signal)) tree.set(path, 'left-out');
  return tree;
}

/** Git keeps no more of such a folder than the commit that it is at. */
async function isRepository(folder: string): Promise<boolean> {
  return (await stat(join(folder, '.git')).catch(() => undefined)) !== undefined;
}

/** Sorted, so that the same tree fails on the same file everywhere. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Runs a call of the file system and tells its failure in our words. */
async function told<T>(path: string, folder: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const where = path === '' ? folder : `${folder}/${path}`;
    if (code === 'ENOENT') throw failure('not-found', `${where} does not exist: check its path`, cause);
    if (code === 'ENOTDIR')
      throw failure('invalid', `${where} is not a directory: name the folder of the fleet file`, cause);
    if (code === 'EACCES' || code === 'EPERM')
      throw failure('denied', `${where} may not be read: check its permissions`, cause);
    throw cause;
  }
}

function failure(code: 'not-found' | 'denied' | 'invalid', message: string, cause?: unknown): RangelightError {
  return new RangelightError(code, 'directory', message, { cause });
}
