// Which fleets a commit has, written before they are planned, so that the one check run of the commit knows whom to
// wait for.
import { canonicalJson, isFailure } from '../../core/index.ts';
import { type Occasion, occasionName } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { type CommitRecord, commitRecords } from '../../state/index.ts';

export async function keepCommitRecord(store: Store, record: CommitRecord, signal: AbortSignal): Promise<void> {
  const { repository, commit } = record.occasion;
  const place = commitRecords.at(repository, commit, occasionName(record.occasion));
  try {
    await place.update(
      store,
      (before) => (before !== undefined && canonicalJson(before) === canonicalJson(record) ? undefined : record),
      signal,
    );
  } catch (error) {
    // Other planners look at the same commit: they found the same.
    if (!isFailure(error, 'precondition')) throw error;
  }
}

/**
 * What a commit was planned for, each with its fleets: the branch first, then a merge group, then pull requests by
 * number.
 */
export async function readCommitRecords(
  store: Store,
  repository: string,
  commit: string,
  signal: AbortSignal,
): Promise<readonly CommitRecord[]> {
  const { found } = await commitRecords.list(store, [repository, commit], signal);
  return found.map(({ value }) => value).sort((a, b) => rank(a.occasion) - rank(b.occasion));
}

function rank(occasion: Occasion): number {
  switch (occasion.type) {
    case 'head':
      return -2;
    case 'merge-group':
      return -1;
    case 'pull-request':
      return occasion.number;
  }
}
