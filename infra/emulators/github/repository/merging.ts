// Merging without a work tree: `merge-tree --write-tree`, then `commit-tree`, then the caller moves a ref.
import type { Git } from '../git.ts';

/** Who makes a commit; both dates are the emulated time. */
export interface Authorship {
  readonly author: { readonly name: string; readonly email: string };
  readonly committer: { readonly name: string; readonly email: string };
  /** Emulated milliseconds since the epoch. */
  readonly at: number;
}

/** The tree that results from merging two commits; undefined when they conflict. */
export async function mergedTree(git: Git, base: string, head: string): Promise<string | undefined> {
  const { yes, text } = await git.ask(['merge-tree', '--write-tree', '--no-messages', '-z', base, head]);
  return yes ? text.split('\0')[0]?.trim() : undefined;
}

/** Writes a commit object and gives its SHA; no ref moves. */
export function writeCommit(
  git: Git,
  commit: { readonly tree: string; readonly parents: readonly string[]; readonly message: string },
  by: Authorship,
): Promise<string> {
  const date = `@${Math.floor(by.at / 1000)} +0000`;
  return git.text(['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent])], {
    input: commit.message,
    env: {
      GIT_AUTHOR_NAME: by.author.name,
      GIT_AUTHOR_EMAIL: by.author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: by.committer.name,
      GIT_COMMITTER_EMAIL: by.committer.email,
      GIT_COMMITTER_DATE: date,
    },
  });
}
