// What a reader sees of what was written: later than it happened, with gaps, not at all, frozen at the last value, or
// something that nobody asked for.
import { MINUTE_MS, type Series } from './series.ts';

/** Times are emulated milliseconds, moments since the epoch. */
export type MetricTrouble =
  /** Everything is visible so much later. */
  | { readonly type: 'delayed'; readonly byMs: number }
  /** These minutes are never visible. */
  | { readonly type: 'gap'; readonly fromMs: number; readonly toMs: number }
  /** No series at all, as for a metric that nobody writes. */
  | { readonly type: 'missing' }
  /** From that moment on each series shows the value that it had then, minute after minute. */
  | { readonly type: 'stuck'; readonly atMs: number }
  /** Every question is answered with an error, 503. */
  | { readonly type: 'unavailable' }
  /** The answer says by itself that it is not whole. */
  | { readonly type: 'partial' }
  /** An answer to another question: the series of another load balancer, or points of the future. */
  | { readonly type: 'forged'; readonly what: 'other-map' | 'future' | 'negative' };

/**
 * How long a sampled minute stays invisible. Source: Google Cloud metrics, "loadbalancing": sampled every 60 s, not
 * visible for some 90 s after that; the figure for this metric is unverified.
 */
export const DELAY_MS = 90_000;

/** How far ahead a forged point lies. */
export const FORGED_AHEAD_MS = 60 * MINUTE_MS;

export function visible(
  written: readonly Series[],
  now: number,
  trouble: MetricTrouble | undefined,
): readonly Series[] {
  const shown = (delayMs: number, at = now): readonly Series[] =>
    written.flatMap(({ labels, points }) => {
      const seen = points.filter(({ endMs }) => endMs + delayMs <= at);
      return seen.length === 0 ? [] : [{ labels, points: seen }];
    });
  switch (trouble?.type) {
    case undefined:
    case 'partial':
      return shown(DELAY_MS);
    case 'delayed':
      return shown(DELAY_MS + trouble.byMs);
    case 'gap':
      return shown(DELAY_MS).map(({ labels, points }) => ({
        labels,
        points: points.filter(({ endMs }) => endMs <= trouble.fromMs || endMs > trouble.toMs),
      }));
    case 'missing':
    case 'unavailable':
      return [];
    case 'stuck':
      return shown(DELAY_MS, trouble.atMs).map((series) => repeated(series, trouble.atMs - DELAY_MS, now - DELAY_MS));
    case 'forged':
      return shown(DELAY_MS).map((series) => forged(series, trouble.what, now));
  }
}

/** A series that had nothing in the last minute that was seen has nothing after it either. */
function repeated({ labels, points }: Series, seenMs: number, untilMs: number): Series {
  const last = points.at(-1);
  if (last === undefined || last.endMs <= seenMs - MINUTE_MS) return { labels, points };
  const more = [];
  for (let endMs = last.endMs + MINUTE_MS; endMs <= untilMs; endMs += MINUTE_MS) more.push({ ...last, endMs });
  return { labels, points: [...points, ...more] };
}

function forged(
  { labels, points }: Series,
  what: Extract<MetricTrouble, { type: 'forged' }>['what'],
  now: number,
): Series {
  switch (what) {
    case 'other-map':
      return { labels: { ...labels, url_map_name: 'another' }, points };
    case 'future':
      return { labels, points: [...points, { endMs: now + FORGED_AHEAD_MS - MINUTE_MS, count: 1 }] };
    case 'negative':
      return { labels, points: points.map((point) => ({ ...point, count: -point.count })) };
  }
}
