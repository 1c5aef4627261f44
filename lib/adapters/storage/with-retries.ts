// Retries around a bucket: reads, and writes too, because each names the generation that it replaces.
// Cloud Storage takes about one write a second per object; a counter would be refused now and then in normal work.
import { isFailure } from '../../core/index.ts';
import type { Bucket, Clock } from '../../ports/index.ts';

const ATTEMPTS = 5;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;

/**
 * The same bucket, trying again after `rate-limited` and `unavailable` with full jitter.
 * @param random numbers in [0, 1).
 */
export function withRetries(bucket: Bucket, clock: Clock, random: () => number): Bucket {
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

  async function writeAgain(key: string, text: string, generation: string, signal: AbortSignal): Promise<string> {
    try {
      return await bucket.write(key, text, generation, signal);
    } catch (error) {
      if (!isFailure(error, 'precondition')) throw error;
      // It may be our own earlier attempt that is in the way. Equal bytes are what was asked for, whoever wrote them.
      const found = await bucket.read(key, signal);
      if (found === undefined || found.generation === generation || found.text !== text) throw error;
      return found.generation;
    }
  }

  return {
    read: (key, signal) => retrying(signal, () => bucket.read(key, signal)),
    write: (key, text, generation, signal) =>
      retrying(signal, (again) =>
        again ? writeAgain(key, text, generation, signal) : bucket.write(key, text, generation, signal),
      ),
    writtenAt: (key, generation, signal) => retrying(signal, () => bucket.writtenAt(key, generation, signal)),
    list: (prefix, signal) => retrying(signal, () => bucket.list(prefix, signal)),
    remove: (key, generation, signal) => retrying(signal, () => bucket.remove(key, generation, signal)),
  };
}
