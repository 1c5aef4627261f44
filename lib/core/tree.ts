// The tree of a commit (or of a folder on disk): what stands at each path.

/**
 * What stands at a path in place of a regular file with its bytes. `link-to-file`: a symbolic link to a regular file of
 * the tree; `link`: one that leads anywhere else, such as to a folder. `submodule`: files of another repository.
 * `left-out`: Git has the file, and the archive of the commit has not, because of the attribute `export-ignore`.
 * `odd-path`: a path that means another one elsewhere.
 */
export type NoFile = 'link-to-file' | 'link' | 'submodule' | 'left-out' | 'odd-path';

/** By path, with `/` between the parts. What stands where no regular file does is always in it. */
export type Tree = ReadonlyMap<string, Uint8Array | NoFile>;

/** Whether a path is one that could leave the tree, or that means something else on another machine. */
export function isOddPath(path: string): boolean {
  // U+FFFD: its bytes are not UTF-8, so that its name cannot be written down.
  return /[\\\0\ufffd]/.test(path) || path.split('/').some((part) => part === '' || part === '.' || part === '..');
}

/** The path in the tree that a symbolic link leads to; undefined when it leads out of the tree. */
export function linkTarget(path: string, to: string): string | undefined {
  if (to.startsWith('/')) return undefined;
  const parts = path.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** The tree in a folder of another one. @param folder '' for its root. */
export function below(folder: string, tree: Tree): Tree {
  return folder === '' ? tree : new Map([...tree].map(([path, entry]) => [`${folder}/${path}`, entry]));
}
