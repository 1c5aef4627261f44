// Trees and blobs: what a path holds in a commit.
import type { Git } from '../git.ts';

export interface TreeEntry {
  /** Relative to the listed tree. */
  readonly path: string;
  /** Six octal digits; 120000 is a symbolic link. */
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; blobs only. */
  readonly size?: number;
}

/** Entries of a tree (or of a commit's tree); `recursive` lists sub-trees and everything in them too. */
export async function listTree(git: Git, treeish: string, recursive = false): Promise<TreeEntry[]> {
  const depth = recursive ? ['-r', '-t'] : [];
  return parse(await git.bytes(['ls-tree', '-z', '-l', '--full-tree', ...depth, treeish]));
}

/** The entry at a path (not the root); undefined when there is none. */
export async function entryAt(git: Git, commit: string, path: string): Promise<TreeEntry | undefined> {
  const [entry] = parse(await git.bytes(['ls-tree', '-z', '-l', '--full-tree', commit, '--', path]));
  return entry?.path === path ? entry : undefined;
}

export function readBlob(git: Git, sha: string): Promise<Buffer> {
  return git.bytes(['cat-file', 'blob', sha]);
}

function parse(listing: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (const line of listing.toString().split('\0')) {
    const tab = line.indexOf('\t');
    if (tab < 0) continue;
    const [mode = '', type, sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
    if (type !== 'blob' && type !== 'tree' && type !== 'commit') continue;
    entries.push({ path: line.slice(tab + 1), mode, type, sha, ...(size === '-' ? {} : { size: Number(size) }) });
  }
  return entries;
}
