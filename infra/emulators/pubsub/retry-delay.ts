// How long a message waits after a failure before it is delivered again.
import type { Backoff } from './subscription-config.ts';

/** The range that the push page gives for push backoff. */
const PUSH_BACKOFF: Backoff = { minimum: 100, maximum: 60_000 };

/**
 * Emulated milliseconds after `failures` failures: the retry policy's exponential backoff; without a policy at once for
 * pull, and push backoff for push, so that a failing endpoint is not asked in a tight loop.
 */
export function retryDelay(failures: number, policy: Backoff | undefined, pushes: boolean): number {
  const backoff = policy ?? (pushes ? PUSH_BACKOFF : undefined);
  if (backoff === undefined) return 0;
  return Math.min(backoff.maximum, backoff.minimum * 2 ** (failures - 1));
}
