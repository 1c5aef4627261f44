// One instance's part of a quota that counts the calls of a minute and minds no burst: all of it may be spent at once,
// and a call comes free a minute after it was made. In any minute no more calls start than there are.
import type { RateBudget, RateBudgetOptions } from './rate-budget.ts';
import { inTime, MINUTE_MS } from './rate-budget.ts';

export function createWindowBudget({ system, limit, windowMs = MINUTE_MS, clock }: RateBudgetOptions): RateBudget {
  /** When the last calls started, or will, oldest first: as many as the limit, at most. */
  const starts: number[] = [];
  let refusedUntil = Number.NEGATIVE_INFINITY;
  return {
    async take(signal) {
      signal.throwIfAborted();
      const now = clock.now();
      const [oldest] = starts;
      const free = oldest === undefined || starts.length < limit ? now : oldest + windowMs;
      const at = Math.max(now, free, refusedUntil);
      inTime({ system, limit, windowMs, isRefused: now < refusedUntil }, now, at);
      starts.push(at);
      if (starts.length > limit) starts.shift();
      if (at > now) await clock.sleep(at - now, signal);
    },
    exhausted(until = (Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS) {
      refusedUntil = Math.max(refusedUntil, until);
    },
  };
}
