// The primary rate limit: requests per token and hour of emulated time.
import type { Clock } from '../kit/clock.ts';
import { Problem } from './errors.ts';

export interface RateLimit {
  /** Counts a request; throws Problem 403 when the hour's share is used up. */
  spend(token: string): void;
  /** Gives one back: a 304 does not count. */
  refund(token: string): void;
  headers(token: string): Record<string, string>;
}

const hour = 3_600_000;

export function createRateLimit(clock: Clock, limit = 5_000): RateLimit {
  const windows = new Map<string, { reset: number; used: number }>();
  const windowOf = (token: string): { reset: number; used: number } => {
    const known = windows.get(token);
    if (known !== undefined && known.reset > clock.now()) return known;
    const fresh = { reset: clock.now() + hour, used: 0 };
    windows.set(token, fresh);
    return fresh;
  };
  return {
    spend(token) {
      const window = windowOf(token);
      if (window.used >= limit) throw new Problem(403, 'API rate limit exceeded');
      window.used += 1;
    },
    refund(token) {
      windowOf(token).used -= 1;
    },
    headers(token) {
      const window = windowOf(token);
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(limit - window.used),
        'x-ratelimit-used': String(window.used),
        'x-ratelimit-reset': String(Math.ceil(window.reset / 1000)),
        'x-ratelimit-resource': 'core',
      };
    },
  };
}
