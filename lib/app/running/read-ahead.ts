// The documents that a run is judged by before it begins, asked for together, while the cloud is looked at.
import type { RunTask, Store } from '../../ports/index.ts';
import { approvals, finishedRevisions, type Head, revisions } from '../../state/index.ts';
import { loadApplied } from '../records/applied.ts';
import { loadPins } from '../words/pins.ts';

/**
 * Decides nothing, and fails never.
 * @param store keeps the answers for whoever asks for them.
 */
export function readAhead(store: Store, head: Head, { fleet, plan }: RunTask, signal: AbortSignal): void {
  const reads: readonly Promise<unknown>[] = [
    loadApplied(store, fleet, signal),
    finishedRevisions.at(fleet).look(store, signal),
    revisions.at(fleet, head.commit, 'head').look(store, signal),
    loadPins(store, fleet, signal),
    approvals.at(fleet, plan).look(store, signal),
  ];
  for (const read of reads) read.catch(() => undefined);
}
