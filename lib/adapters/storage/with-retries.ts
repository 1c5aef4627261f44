// Retries around a store: reads, and writes too, because each names the generation that it replaces.
// Cloud Storage takes about one write a second per object; a counter would be refused now and then in normal work.
// May import: core, ports.
import { canonicalJson, isFailure } from '../../core/index.ts';
import type { Clock, StateStore, Stored } from '../../ports/index.ts';

const ATTEMPTS = 5;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;

/**
 * The same store, trying again after `rate-limited` and `unavailable` with full jitter.
 * @param random numbers in [0, 1).
 */
export function withRetries(store: StateStore, clock: Clock, random: () => number): StateStore {
  /** `again` is true from the second attempt on: the first may have succeeded without our hearing of it. */
  async function retrying<T>(signal: AbortSignal, attempt: (again: boolean) => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await attempt(tried > 1);
      } catch (error) {
        const passing = isFailure(error, 'rate-limited') || isFailure(error, 'unavailable');
        if (!passing || tried >= ATTEMPTS) throw error;
      }
      const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tried - 1));
      await clock.sleep(random() * longest, signal);
    }
  }

  async function writeAgain<T>(key: string, value: T, generation: string, signal: AbortSignal): Promise<Stored<T>> {
    try {
      return await store.write(key, value, generation, signal);
    } catch (error) {
      if (!isFailure(error, 'precondition')) throw error;
      // It may be our own earlier attempt that is in the way. Equal bytes are what was asked for, whoever wrote them.
      const found = await store.read<T>(key, signal);
      if (found === undefined || found.generation === generation) throw error;
      if (canonicalJson(found.value) !== canonicalJson(value)) throw error;
      return found;
    }
  }

  return {
    read: <T>(key: string, signal: AbortSignal) => retrying(signal, () => store.read<T>(key, signal)),
    write: (key, value, generation, signal) =>
      retrying(signal, (again) =>
        again ? writeAgain(key, value, generation, signal) : store.write(key, value, generation, signal),
      ),
    writtenAt: (key, generation, signal) => retrying(signal, () => store.writtenAt(key, generation, signal)),
    list: (prefix, signal) => retrying(signal, () => store.list(prefix, signal)),
    remove: (key, generation, signal) => retrying(signal, () => store.remove(key, generation, signal)),
  };
}
