// One instance's part of a per-minute quota: calls are spread out, in the order in which they came, so that nobody
// takes another's turn. A shared counter would cost a write for each call; a fixed share costs nothing.
import { RangelightError } from '../../core/index.ts';
import type { Clock } from '../../ports/index.ts';

export interface RateBudget {
  /**
   * Resolves when one more call may start. Fails with `rate-limited`, and the time when it could, when that is longer
   * than a call should wait: the caller journals it and comes back.
   */
  take(signal: AbortSignal): Promise<void>;
  /**
   * The server says that the quota is used up, by whomever: nothing starts before `until` (milliseconds since the
   * epoch), by default the next whole minute.
   */
  exhausted(until?: number): void;
}

export interface RateBudgetOptions {
  /** For messages: what is limited. */
  readonly system: string;
  /** Calls in any window, at most. */
  readonly limit: number;
  /** Milliseconds; default: a minute. */
  readonly windowMs?: number;
  readonly clock: Clock;
}

export const MINUTE_MS = 60_000;
/** Part of the budget that may be spent at once; the rest flows in over the minute. */
const BURST = 0.2;
/** Much less than a call's own timeout, which the wait counts against. */
const PATIENCE_MS = 5_000;

/** Source of the algorithm: ITU-T I.371, generic cell rate algorithm (virtual scheduling). */
export function createRateBudget({ system, limit, windowMs = MINUTE_MS, clock }: RateBudgetOptions): RateBudget {
  const interval = windowMs / (limit * (1 - BURST));
  const tolerance = interval * Math.max(0, Math.floor(limit * BURST) - 1);
  /** When the next call would be due if all came evenly. */
  let due = Number.NEGATIVE_INFINITY;
  let refusedUntil = Number.NEGATIVE_INFINITY;
  return {
    async take(signal) {
      signal.throwIfAborted();
      const now = clock.now();
      const wait = Math.max(0, due - tolerance - now);
      inTime({ system, limit, windowMs, isRefused: now < refusedUntil }, now, now + wait);
      due = Math.max(due, now) + interval;
      if (wait > 0) await clock.sleep(wait, signal);
    },
    exhausted(until = (Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS) {
      due = Math.max(due, until + tolerance);
      refusedUntil = Math.max(refusedUntil, until);
    },
  };
}

/** Fails with `rate-limited` where a call that may start at a time would wait for it longer than it should. */
export function inTime(
  of: Pick<RateBudgetOptions, 'system' | 'limit'> & { readonly windowMs: number; readonly isRefused: boolean },
  now: number,
  at: number,
): void {
  if (at - now <= PATIENCE_MS) return;
  const share = `${of.limit} calls in ${of.windowMs / 1000} s are this instance's share, and it is used up`;
  const message = of.isRefused ? 'it has refused a call for the rate, so none is made for a while' : share;
  throw new RangelightError('rate-limited', of.system, message, { retryAt: at });
}
