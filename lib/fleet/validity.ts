// How a certificate stands by its time.

/** `ends-soon`: within 30 days. */
export type Validity = 'valid' | 'ends-soon' | 'expired' | 'not-yet-valid';

const SOON_MS = 30 * 24 * 60 * 60 * 1000;

/** All in milliseconds since the epoch. */
export function validityOf(from: number, to: number, now: number): Validity {
  if (now >= to) return 'expired';
  if (now < from) return 'not-yet-valid';
  return to - now <= SOON_MS ? 'ends-soon' : 'valid';
}
