// The journal of one run in the bucket: create-only entries, numbered in order. May import: core, execute, ports.
import pLimit from 'p-limit';
import type { JournalEntry } from '../execute/index.ts';
import type { StateStore } from '../ports/index.ts';
import { keys } from './state-keys.ts';

const CONCURRENCY = 8;

export interface RunJournal {
  readonly entries: readonly JournalEntry[];
  /** Adds one entry. Fails with `precondition` when another worker wrote that number: the lease is lost. */
  append(entry: JournalEntry, signal: AbortSignal): Promise<void>;
}

export async function readJournal(
  store: StateStore,
  fleet: string,
  unit: string,
  runId: string,
  signal: AbortSignal,
): Promise<readonly JournalEntry[]> {
  const found = await store.list(keys.runs(fleet, unit, runId), signal);
  const limit = pLimit(CONCURRENCY);
  const stored = await Promise.all(found.map((key) => limit(() => store.read<JournalEntry>(key, signal))));
  return stored.flatMap((one) => (one === undefined ? [] : [one.value]));
}

export async function openJournal(
  store: StateStore,
  fleet: string,
  unit: string,
  runId: string,
  signal: AbortSignal,
): Promise<RunJournal> {
  const entries: JournalEntry[] = [...(await readJournal(store, fleet, unit, runId, signal))];
  let last: Promise<unknown> = Promise.resolve();
  return {
    entries,
    append(entry, appendSignal) {
      // Steps end at any moment; their entries are numbered one after the other.
      const write = last.then(async () => {
        await store.write(keys.entry(fleet, unit, runId, entries.length), entry, '0', appendSignal);
        entries.push(entry);
      });
      last = write.catch(() => undefined);
      return write;
    },
  };
}
