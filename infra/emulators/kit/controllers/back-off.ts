// Waiting between attempts, in emulated time.
import { type Clock, sleep } from '../clock.ts';
import { KubeError } from './kube-client.ts';

/** Emulated milliseconds. */
export interface BackOff {
  readonly first: number;
  readonly most: number;
}

/** The delay before attempt number `failures` + 1: doubled each time up to the limit. */
export function delayAfter(backOff: BackOff, failures: number): number {
  return Math.min(backOff.most, backOff.first * 2 ** Math.max(0, failures - 1));
}

/** True when the same request may succeed later: the server is down, busy, or the connection failed. */
function mayPass(error: unknown): boolean {
  return !(error instanceof KubeError) || error.status >= 500 || error.status === 429 || error.status === 408;
}

/** Repeats `work` until it succeeds; rejects when the server refuses it for good, or with the signal's reason. */
export async function persist<T>(clock: Clock, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      await sleep(clock, delayAfter({ first: 1_000, most: 30_000 }, failures), signal);
    }
  }
}
