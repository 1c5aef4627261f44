// Work by key: each key is worked on by one worker at a time, once more if it was added meanwhile, and again on
// failure.
import type { Clock } from '../clock.ts';
import { type BackOff, delayAfter } from './back-off.ts';

export interface WorkQueue {
  /** Asks for `key` to be worked on now, even if it waits for its back-off. */
  add(key: string): void;
  /** Runs `work` while no worker holds `key`; for work on the same things that comes from elsewhere. */
  exclusively<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Drops what waits. */
  close(): void;
}

interface Entry {
  wanted: boolean;
  working: boolean;
  failures: number;
  cancelRetry: (() => void) | undefined;
  turn: Promise<unknown>;
}

/** `work` may reject: the key is then tried again after the back-off, for as long as it fails. */
export function createWorkQueue(clock: Clock, backOff: BackOff, work: (key: string) => Promise<void>): WorkQueue {
  const entries = new Map<string, Entry>();
  let closed = false;

  const entryOf = (key: string): Entry => {
    const known = entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = {
      wanted: false,
      working: false,
      failures: 0,
      cancelRetry: undefined,
      turn: Promise.resolve(),
    };
    entries.set(key, entry);
    return entry;
  };

  const exclusively = <T>(key: string, task: () => Promise<T>): Promise<T> => {
    const entry = entryOf(key);
    const result = entry.turn.then(task);
    entry.turn = result.catch(() => undefined);
    return result;
  };

  const drain = async (key: string, entry: Entry): Promise<void> => {
    entry.working = true;
    while (entry.wanted) {
      entry.wanted = false;
      try {
        await exclusively(key, () => work(key));
        entry.failures = 0;
      } catch {
        entry.failures += 1;
        if (closed) break;
        entry.cancelRetry?.();
        entry.cancelRetry = clock.after(delayAfter(backOff, entry.failures), () => add(key));
      }
    }
    entry.working = false;
  };

  function add(key: string): void {
    if (closed) return;
    const entry = entryOf(key);
    entry.cancelRetry?.();
    entry.cancelRetry = undefined;
    entry.wanted = true;
    if (!entry.working) void drain(key, entry);
  }

  return {
    add,
    exclusively,
    close() {
      closed = true;
      for (const entry of entries.values()) {
        entry.wanted = false;
        entry.cancelRetry?.();
      }
    },
  };
}
