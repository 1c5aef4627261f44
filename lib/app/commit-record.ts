// Which fleets a commit has, written before they are planned, so that the one check run of the commit knows whom to wait
// for. May import: core, ports.
import pLimit from 'p-limit';
import { canonicalJson, isFailure } from '../core/index.ts';
import type { StateStore } from '../ports/index.ts';
import type { CommitRecord } from './documents.ts';
import { keys, purposeOf } from './state-keys.ts';

const CONCURRENCY = 8;

export async function keepCommitRecord(store: StateStore, record: CommitRecord, signal: AbortSignal): Promise<void> {
  const key = keys.commit(record.commit, purposeOf(record.origin));
  const stored = await store.read<CommitRecord>(key, signal);
  if (stored !== undefined && canonicalJson(stored.value) === canonicalJson(record)) return;
  try {
    await store.write(key, record, stored?.generation ?? '0', signal);
  } catch (error) {
    // Another planner looks at the same commit: it found the same.
    if (!isFailure(error, 'precondition')) throw error;
  }
}

/** What a commit was planned for, each with its fleets: the branch first, then a merge group, then pull requests by number. */
export async function readCommitRecords(
  store: StateStore,
  commit: string,
  signal: AbortSignal,
): Promise<readonly CommitRecord[]> {
  const limit = pLimit(CONCURRENCY);
  const found = await store.list(keys.allOfCommit(commit), signal);
  const read = await Promise.all(found.map((key) => limit(() => store.read<CommitRecord>(key, signal))));
  return read.flatMap((one) => one?.value ?? []).sort((a, b) => rank(a) - rank(b));
}

function rank({ origin }: CommitRecord): number {
  switch (origin.type) {
    case 'head':
      return -2;
    case 'merge-group':
      return -1;
    case 'pull-request':
      return origin.number;
  }
}
