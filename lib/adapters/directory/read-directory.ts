// A folder → every regular file in it, in memory. Whole or not at all: a tree that lacks files would look like one from
// which they were deleted. May import: core, node:fs.
import { type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RangelightError } from '../../core/index.ts';

export interface DirectoryLimits {
  /** Most bytes of all files together. */
  readonly bytes: number;
  /** Most files and folders. */
  readonly entries: number;
}

/** Those of the planner, which reads the same tree from an archive. */
const LIMITS: DirectoryLimits = { bytes: 50_000_000, entries: 20_000 };

/** What stands in a working copy and not in a commit. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Files by path, relative to the folder, with `/` between the parts.
 * Fails with `not-found` for a folder that is not there, `denied` for what may not be read, `invalid` for a symbolic link
 * (an archive of the commit would leave it out, and it could lead out of the folder) and for a tree over its limits.
 */
export async function readDirectory(
  folder: string,
  signal: AbortSignal,
  limits: DirectoryLimits = LIMITS,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let entries = 0;
  let bytes = 0;

  async function walk(inside: string): Promise<void> {
    for (const entry of await told(inside, folder, () => entriesOf(join(folder, inside)))) {
      signal.throwIfAborted();
      if (SKIPPED.has(entry.name)) continue;
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      entries += 1;
      if (entries > limits.entries) throw tooLarge(folder, limits);
      if (entry.isSymbolicLink()) throw failure('invalid', `${path} is a symbolic link: put the file in its place`);
      if (entry.isDirectory()) await walk(path);
      if (!entry.isFile()) continue;
      // Its size first: a file over the limit is never loaded.
      bytes += (await told(path, folder, () => stat(join(folder, path)))).size;
      if (bytes > limits.bytes) throw tooLarge(folder, limits);
      files.set(path, await told(path, folder, () => readFile(join(folder, path), { signal })));
    }
  }

  await walk('');
  return files;
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

function tooLarge(folder: string, { bytes, entries }: DirectoryLimits): RangelightError {
  const limit = `${bytes} bytes or ${entries} files`;
  return failure('invalid', `${folder} holds more than ${limit}: name the folder of the fleet file`);
}

function failure(code: 'not-found' | 'denied' | 'invalid', message: string, cause?: unknown): RangelightError {
  return new RangelightError(code, 'directory', message, { cause });
}
