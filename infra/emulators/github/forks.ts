// Forks: repositories of people who may not push here. Their branches live in the same bare repository, in a Git
// namespace of their owner, as GitHub too keeps the objects of a network together.
import type { Account } from './accounts.ts';
import type { Git } from './git.ts';
import { listRefs } from './repository/revisions.ts';

export interface Fork {
  readonly id: number;
  readonly owner: Account;
  readonly createdAt: string;
}

/** What Git calls the fork of an owner: GIT_NAMESPACE. */
export function namespaceOf(fork: Fork): string {
  return fork.owner.login.toLowerCase();
}

/** The full ref of a branch, here or in a fork. */
export function branchRef(fork: Fork | undefined, branch: string): string {
  return `${fork === undefined ? '' : `refs/namespaces/${namespaceOf(fork)}/`}refs/heads/${branch}`;
}

/** The ref that a pull request follows. */
export function headRef({ fork, head }: { readonly fork?: Fork; readonly head: string }): string {
  return branchRef(fork, head);
}

/** Gives a new fork the branches that the repository has now. */
export async function copyBranches(git: Git, fork: Fork, defaultBranch: string): Promise<void> {
  const lines: string[] = [];
  for (const [ref, sha] of await listRefs(git, 'refs/heads')) {
    if (!ref.startsWith('refs/heads/gh-readonly-queue/')) {
      lines.push(`update ${branchRef(fork, ref.slice('refs/heads/'.length))} ${sha}\n`);
    }
  }
  await git.bytes(['update-ref', '--stdin'], { input: lines.join('') });
  await git.bytes(['symbolic-ref', `refs/namespaces/${namespaceOf(fork)}/HEAD`, branchRef(fork, defaultBranch)]);
}
