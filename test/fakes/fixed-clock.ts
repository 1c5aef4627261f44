// A clock that stands still until somebody moves it or sleeps on it: sleeping moves the time at once, so no test waits.
import type { Clock } from '../../lib/ports/index.ts';

export interface FixedClock extends Clock {
  /** Moves the time forward by milliseconds. */
  advance(ms: number): void;
  /** How long was slept in all, milliseconds. */
  readonly slept: number;
}

/** @param start milliseconds since the epoch. */
export function createFixedClock(start = Date.UTC(2026, 0, 31, 8, 0, 0)): FixedClock {
  let now = start;
  let slept = 0;
  return {
    now: () => now,
    get slept() {
      return slept;
    },
    advance(ms) {
      now += ms;
    },
    async sleep(ms, signal) {
      signal.throwIfAborted();
      // A turn of the loop first: whatever is under way finishes before the time has moved.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      now += ms;
      slept += ms;
    },
  };
}
