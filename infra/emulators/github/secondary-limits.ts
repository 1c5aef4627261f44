// Secondary rate limits: what GitHub refuses although the hour's share is far from used up, because it came too fast.
// Source: docs.github.com, "Rate limits for the REST API": 80 content-creating requests a minute and 500 an hour, 900
// points a minute (a read costs one, a write five).
import type { Clock } from '../kit/clock.ts';
import { Problem } from './errors.ts';

export interface SecondaryLimits {
  readonly contentPerMinute: number;
  readonly contentPerHour: number;
  readonly pointsPerMinute: number;
}

export const PUBLISHED_LIMITS: SecondaryLimits = { contentPerMinute: 80, contentPerHour: 500, pointsPerMinute: 900 };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Spent {
  readonly at: number;
  readonly points: number;
  readonly content: boolean;
}

/**
 * Counts a request; throws Problem 403 with `retry-after` (seconds) when a limit is passed. Sliding windows:
 * unverified.
 */
export type SpendSecondary = (token: string, method: string) => void;

export function createSecondaryLimits(clock: Clock, limits: SecondaryLimits): SpendSecondary {
  const spent = new Map<string, Spent[]>();
  return (token, method) => {
    const now = clock.now();
    const recent = (spent.get(token) ?? []).filter(({ at }) => at > now - HOUR);
    const read = method === 'GET' || method === 'HEAD';
    const request: Spent = { at: now, points: read ? 1 : 5, content: !read };
    const free = freeAgain([...recent, request], now, limits);
    if (free !== undefined) throw tooFast(Math.ceil((free - now) / 1000));
    spent.set(token, [...recent, request]);
  };
}

/** When the oldest request that is one too many leaves its window; undefined when all fit. */
function freeAgain(requests: readonly Spent[], now: number, limits: SecondaryLimits): number | undefined {
  const within = (window: number, cost: (one: Spent) => number, limit: number): number | undefined => {
    const inside = requests.filter(({ at }) => at > now - window);
    let total = 0;
    for (const one of inside) total += cost(one);
    return total > limit ? (inside[0]?.at ?? now) + window : undefined;
  };
  const content = (one: Spent): number => (one.content ? 1 : 0);
  return (
    within(MINUTE, content, limits.contentPerMinute) ??
    within(HOUR, content, limits.contentPerHour) ??
    within(MINUTE, (one) => one.points, limits.pointsPerMinute)
  );
}

function tooFast(seconds: number): Problem {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return new Problem(403, message, {}, { 'retry-after': String(Math.max(1, seconds)) });
}
