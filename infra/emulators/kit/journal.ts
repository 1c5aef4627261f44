// The record of every request that an emulator answered: what tests and the demo count instead of guessing.
// May import: nothing.

export interface JournalEntry {
  /** Emulated milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** Path with query, as received. */
  readonly path: string;
  readonly status: number;
  /** True when the request asked for a change of state (whatever its outcome). */
  readonly mutation: boolean;
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  record(entry: JournalEntry): void;
  /** Mutations answered with a 2xx status since entry number `since` (default: from the beginning). */
  mutations(since?: number): readonly JournalEntry[];
}

export function createJournal(): Journal {
  const entries: JournalEntry[] = [];
  return {
    entries,
    record: (entry) => void entries.push(entry),
    mutations: (since = 0) => entries.slice(since).filter((e) => e.mutation && e.status >= 200 && e.status < 300),
  };
}
