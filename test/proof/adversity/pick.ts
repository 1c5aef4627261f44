// One of several, by the dice.
import type { Random } from '../../../infra/emulators/kit/random.ts';

/** Fails with TypeError when there is none. */
export function pick<T>(random: Random, from: readonly T[]): T {
  if (from.length === 0) throw new TypeError('there is nothing to choose from');
  return from[random.integer(0, from.length - 1)] as T;
}
