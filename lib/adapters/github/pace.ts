// How fast we may call GitHub, by its published limits. Source: "Rate limits for the REST API": 80 content-creating
// requests a minute and 500 an hour, 900 points a minute (a read costs 1, a write 5).
import type { Clock } from '../../ports/index.ts';
import { createRateBudget, type RateBudget, retryAtOf } from '../calls/index.ts';

export type Headers = Readonly<Record<string, unknown>>;

/** Requests that this instance may make. 80 writes and 400 reads cost 800 of the 900 points. */
export interface GitHubRates {
  readonly readsPerMinute: number;
  readonly writesPerMinute: number;
  readonly writesPerHour: number;
}

export interface Pace {
  /** Resolves when the request may start. Fails with `rate-limited` when that would take too long. */
  readonly turn: (
    request: { readonly method: string; readonly url: string },
    signal: AbortSignal | undefined,
  ) => Promise<void>;
  /** GitHub refused for the rate. @returns until when, by its headers: milliseconds since the epoch. */
  readonly limited: (headers: Headers) => number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/**
 * Comments and issues are what GitHub limits first: half of the writes is kept for checks, statuses and deployments.
 */
const TALK_SHARE = 0.5;
const TALK = /\/(?:comments|issues)(?:\/[^/]+)?$|\/reactions$/;

export function createPace(rates: GitHubRates, clock: Clock): Pace {
  const budget = (perWindow: number, windowMs: number): RateBudget =>
    createRateBudget({ system: 'github', limit: Math.max(1, Math.floor(perWindow)), windowMs, clock });
  const reads = [budget(rates.readsPerMinute, MINUTE_MS)];
  const writes = [budget(rates.writesPerMinute, MINUTE_MS), budget(rates.writesPerHour, HOUR_MS)];
  const talk = [
    budget(rates.writesPerMinute * TALK_SHARE, MINUTE_MS),
    budget(rates.writesPerHour * TALK_SHARE, HOUR_MS),
  ];
  const forever = new AbortController().signal;
  return {
    async turn({ method, url }, signal = forever) {
      const isRead = method === 'GET' || method === 'HEAD';
      // The narrower first: what it refuses takes nothing from the others.
      const needed = isRead ? reads : TALK.test(url) ? [...talk, ...writes] : writes;
      for (const one of needed) await one.take(signal);
    },
    limited(headers) {
      const until = untilWhen(headers, clock.now());
      for (const one of [...reads, ...talk, ...writes]) one.exhausted(until);
      return until;
    },
  };
}

/** Source: "Best practices for using the REST API": retry-after, else the reset, else at least a minute. */
function untilWhen(headers: Headers, now: number): number {
  const { 'retry-after': retryAfter } = headers;
  const told =
    typeof retryAfter === 'string' || typeof retryAfter === 'number' ? retryAtOf(String(retryAfter), now) : undefined;
  if (told !== undefined) return told;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (String(headers['x-ratelimit-remaining']) === '0' && Number.isFinite(reset)) return reset * 1000;
  return now + MINUTE_MS;
}
