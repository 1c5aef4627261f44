// How many pushes of one subscription are in flight: few at first, more with each that is acknowledged, fewer with each
// that is not. Pure. Source: Push subscriptions, "Delivery rate": a slow start whose window begins with a small
// single-digit size, grows exponentially with acknowledgements, and is smaller after a failure.

/** Unverified: which digit it is. */
const FIRST = 5;
/** From so many on the window grows by as much with each round of acknowledgements, and no longer by its own size. */
const LINEAR_FROM = 3_000;

export interface PushWindow {
  readonly size: number;
  acknowledged(): void;
  /** A nack, a redirect, no answer, or one that was late. */
  failed(): void;
}

/** @param most never more than so many */
export function createPushWindow(most: number): PushWindow {
  let size = Math.min(FIRST, most);
  return {
    get size() {
      return Math.max(1, Math.floor(size));
    },
    acknowledged() {
      size = Math.min(most, size + (size < LINEAR_FROM ? 1 : 1 / size));
    },
    // By how much it shrinks is unverified.
    failed() {
      size = Math.max(1, size / 2);
    },
  };
}
