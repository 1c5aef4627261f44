// One branch of a Git repository: the fake of the port, and a `push`.
import { createHash } from 'node:crypto';
import { createMemoryRepository, type MemoryRepository, type Tree } from '../../fakes/memory-repository.ts';

export type { Tree } from '../../fakes/memory-repository.ts';

export interface BranchRepository extends MemoryRepository {
  /** A commit on top of the head (or of `onto`, for a forced push), which becomes the head. */
  push(tree: Tree, onto?: string): { readonly commit: string; readonly before: string | undefined };
}

/** @param headIsStale whether `head` answers with what it was before the last push. */
export function createBranchRepository(headIsStale: () => boolean = () => false): BranchRepository {
  const repository = createMemoryRepository();
  let pushes = 0;
  let head: string | undefined;
  let headBefore: string | undefined;
  return {
    ...repository,
    push(tree, onto = head) {
      const text = JSON.stringify([pushes, onto ?? null, tree]);
      pushes += 1;
      const commit = createHash('sha1').update(text).digest('hex');
      repository.commit(commit, tree, { onto });
      repository.branch('main', commit);
      const before = head;
      headBefore = before;
      head = commit;
      return { commit, before };
    },
    head: async (branch, signal) =>
      headBefore !== undefined && headIsStale() ? headBefore : repository.head(branch, signal),
    mayWrite: () => Promise.resolve(true),
  };
}
