// One branch of a Git repository as trees in memory: the Repository port, and a `push`. May import: lib/core, lib/ports.
import { createHash } from 'node:crypto';
import { RangelightError } from '../../../lib/core/index.ts';
import type { Repository } from '../../../lib/ports/index.ts';

/** Path → text; everything that a commit holds. */
export type Tree = Readonly<Record<string, string>>;

export interface MemoryRepository extends Repository {
  /** A commit on top of the head (or of `onto`, for a forced push), which becomes the head. */
  push(tree: Tree, onto?: string): { readonly commit: string; readonly before: string | undefined };
}

interface Commit {
  readonly parent: string | undefined;
  readonly tree: Tree;
}

/** @param headIsStale whether `head` answers with what it was before the last push. */
export function createMemoryRepository(headIsStale: () => boolean = () => false): MemoryRepository {
  const commits = new Map<string, Commit>();
  let head: string | undefined;
  let headBefore: string | undefined;
  const line = (from: string): readonly string[] => {
    const found: string[] = [];
    for (let at: string | undefined = from; at !== undefined; at = commits.get(at)?.parent) found.push(at);
    return found;
  };
  return {
    push(tree, onto = head) {
      const text = JSON.stringify([commits.size, onto ?? null, tree]);
      const commit = createHash('sha1').update(text).digest('hex');
      commits.set(commit, { parent: onto, tree });
      const before = head;
      headBefore = before;
      head = commit;
      return { commit, before };
    },
    async head(branch) {
      if (head === undefined) throw new RangelightError('not-found', 'github', `no branch ${branch}`);
      return headBefore !== undefined && headIsStale() ? headBefore : head;
    },
    openPullRequests: () => Promise.resolve([]),
    mayWrite: () => Promise.resolve(true),
    pullRequest: (number) => Promise.reject(new RangelightError('not-found', 'github', `no pull request ${number}`)),
    async compare(from, to) {
      if (from === to) return 'identical';
      if (line(to).includes(from)) return 'ahead';
      return line(from).includes(to) ? 'behind' : 'diverged';
    },
    async files(commit) {
      const found = commits.get(commit);
      if (found === undefined) throw new RangelightError('not-found', 'github', `no commit ${commit}`);
      return new Map(Object.entries(found.tree).map(([path, text]) => [path, new TextEncoder().encode(text)]));
    },
  };
}
