// How long changes take to an edge: a distribution, from which each edge draws for each change by its own seed. The
// same seed, edge and change give the same delay, whatever else happened before.
import { randomFor } from '../../../kit/random.ts';

/** Quantiles at even distances, ascending, in emulated milliseconds: from the least delay to the longest. */
export type Lag = readonly [number, ...number[]];

export type PropagationProfile = 'none' | 'short' | 'long';

/** Even between two bounds: no public source says how delays are spread. */
export const USUAL_LAGS: Readonly<Record<PropagationProfile, Lag>> = {
  none: [0],
  short: [2_000, 10_000],
  long: [10_000, 120_000],
};

/**
 * @param seed of one edge.
 * @param change its number, and where parts of it travel apart the part's path.
 * @returns whole emulated milliseconds.
 */
export function delayOf(lag: Lag, seed: number, change: string): number {
  const at = randomFor(seed, change).next() * (lag.length - 1);
  const [low = lag[0], high = low] = lag.slice(Math.floor(at));
  return Math.round(low + (high - low) * (at % 1));
}
