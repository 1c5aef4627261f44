// How long to wait before the next attempt: full jitter, by reason, and never less than who refused asks for.
import type { FailureCode } from '../core/index.ts';

const BASE_MS = 1_000;
const MAX_MS = 60_000;
const MINUTE_MS = 60_000;

/**
 * Milliseconds since the epoch at which to try again.
 * @param random a number in [0, 1).
 * @param told when who refused says that it can be asked again, milliseconds since the epoch; undefined: it does not
 * say.
 * Source: Compute's rate quotas refill at the whole minute; everything else backs off exponentially with full jitter.
 */
export function retryAt(code: FailureCode, attempts: number, now: number, random: number, told?: number): number {
  // Whether the brake is still on is looked at before each write anyway.
  if (code === 'paused') return now;
  const ceiling = Math.min(MAX_MS, BASE_MS * 2 ** Math.min(attempts, 10));
  if (told !== undefined) return Math.max(now, told) + Math.floor(random * ceiling);
  if (code === 'rate-limited') return (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS + Math.floor(random * BASE_MS);
  return now + Math.floor(random * ceiling);
}
