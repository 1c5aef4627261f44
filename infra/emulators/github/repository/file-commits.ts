// A commit of some files on top of another one, without a work tree: a scratch index, then `write-tree`.
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Git } from '../git.ts';
import { type Authorship, writeCommit } from './merging.ts';

/** Text by path; null removes the file. */
export type FileChanges = Readonly<Record<string, string | null>>;

export interface FileCommit {
  /** Undefined: a root commit. */
  readonly parent: string | undefined;
  readonly files: FileChanges;
  readonly message: string;
}

/** Writes the commit and gives its SHA; no ref moves. One at a time. */
export async function commitFiles(git: Git, { parent, files, message }: FileCommit, by: Authorship): Promise<string> {
  const index = join(resolve(git.directory), 'scratch.index');
  const env = { GIT_INDEX_FILE: index };
  try {
    await git.bytes(parent === undefined ? ['read-tree', '--empty'] : ['read-tree', parent], { env });
    for (const [path, text] of Object.entries(files)) {
      if (text === null) {
        // `0` as mode removes the entry.
        await git.bytes(['update-index', '--index-info'], { env, input: `0 ${'0'.repeat(40)}\t${path}\n` });
        continue;
      }
      const blob = await git.text(['hash-object', '-w', '--stdin'], { input: text });
      await git.bytes(['update-index', '--index-info'], { env, input: `100644 ${blob}\t${path}\n` });
    }
    const tree = await git.text(['write-tree'], { env });
    return await writeCommit(git, { tree, parents: parent === undefined ? [] : [parent], message: `${message}\n` }, by);
  } finally {
    await rm(index, { force: true });
  }
}
