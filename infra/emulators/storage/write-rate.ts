// The limit of about one write per second to the same object name, as a token bucket per name in emulated time.
import type { Clock } from '../kit/clock.ts';

export interface WriteRate {
  /** Takes one write for `key`; false when the name is written too often just now. */
  take(key: string): boolean;
}

/** `perSecond` tokens come back each emulated second; up to `burst` can be saved. */
export function createWriteRate(clock: Clock, perSecond: number, burst: number): WriteRate {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const now = clock.now();
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
      const granted = tokens >= 1;
      buckets.set(key, { tokens: granted ? tokens - 1 : tokens, at: now });
      return granted;
    },
  };
}
