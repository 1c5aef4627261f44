// The record of every request that an emulator met: what tests and the demo count and wait for instead of guessing.

/** A request on its way: arrived, not yet answered. */
export interface OpenRequest {
  /** Emulated milliseconds since the epoch. */
  readonly startedAt: number;
  readonly method: string;
  /** Path with query, as received. */
  readonly path: string;
  /** True when the request asks for a change of state (whatever its outcome). */
  readonly mutation: boolean;
}

/** Who asked, and the permissions that the request took. */
export interface Caller {
  readonly account: string;
  readonly permissions: readonly string[];
}

export interface JournalEntry extends OpenRequest {
  /** When it was answered. */
  readonly at: number;
  /** What the emulator answered; 0 when it never handled the request. */
  readonly status: number;
  /** The answer never reached the caller: a fault reset the connection. */
  readonly lost?: boolean;
  /** Ids of the faults that hit it. */
  readonly faults?: readonly string[];
  /** Absent where rights are not looked at. */
  readonly caller?: Caller;
}

export type Ending = Pick<JournalEntry, 'at' | 'status' | 'lost' | 'faults' | 'caller'>;

export interface Journal {
  /** Requests that were answered (or lost), in the order of their ends. */
  readonly entries: readonly JournalEntry[];
  /** Notes a request's arrival; call what it returns once, at the request's end. */
  begin(request: OpenRequest): (ending: Ending) => void;
  /** A request that began and ended at once. */
  record(entry: JournalEntry): void;
  /** Requests that have not ended, oldest first. */
  open(): readonly OpenRequest[];
  /** The next entry from now on that `wanted` accepts (default: any). Rejects with the signal's reason. */
  next(wanted?: (entry: JournalEntry) => boolean, signal?: AbortSignal): Promise<JournalEntry>;
  /** Mutations answered with a 2xx status since entry number `since` (default: from the beginning). */
  mutations(since?: number): readonly JournalEntry[];
}

export function createJournal(): Journal {
  const entries: JournalEntry[] = [];
  const open = new Set<OpenRequest>();
  const listeners = new Set<(entry: JournalEntry) => void>();
  const record = (entry: JournalEntry): void => {
    entries.push(entry);
    for (const tell of listeners) tell(entry);
  };
  return {
    entries,
    begin(request) {
      open.add(request);
      return (ending) => {
        open.delete(request);
        record({ ...request, ...ending });
      };
    },
    record,
    open: () => [...open],
    next: (wanted = () => true, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const stop = (): void => {
          listeners.delete(tell);
          signal?.removeEventListener('abort', onAbort);
        };
        const onAbort = (): void => {
          stop();
          reject(signal?.reason as Error);
        };
        const tell = (entry: JournalEntry): void => {
          if (!wanted(entry)) return;
          stop();
          resolve(entry);
        };
        listeners.add(tell);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    mutations: (since = 0) => entries.slice(since).filter((e) => e.mutation && e.status >= 200 && e.status < 300),
  };
}
