// The exclusive right to write to one unit. It lasts from Cloud Storage's `updated`; no call may start that could outlive
// it, and a successor waits for its expiry plus one call's timeout. May import: core, ports.
import { isFailure } from '../core/index.ts';
import type { Clock, StateStore } from '../ports/index.ts';
import type { Lease } from './documents.ts';
import { keys } from './state-keys.ts';

export interface LeaseOptions {
  readonly holder: string;
  readonly seq: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Longest that one outgoing call may take, milliseconds. */
  readonly callTimeout: number;
}

export interface HeldLease {
  /**
   * Renews when half of it is used up.
   * @returns false when it is lost: stop at once, start no call.
   */
  keep(signal: AbortSignal): Promise<boolean>;
  release(signal: AbortSignal): Promise<void>;
}

/** Takes the unit's lease; undefined when another holder may still be writing. */
export async function takeLease(
  store: StateStore,
  clock: Clock,
  fleet: string,
  unit: string,
  options: LeaseOptions,
  signal: AbortSignal,
): Promise<HeldLease | undefined> {
  const key = keys.lease(fleet, unit);
  const stored = await store.read<Lease>(key, signal);
  if (stored !== undefined && stored.value.holder !== options.holder) {
    const free = stored.updated + stored.value.duration + options.callTimeout;
    if (clock.now() < free) return undefined;
  }
  const lease: Lease = { holder: options.holder, seq: options.seq, duration: options.duration };
  try {
    const written = await store.write(key, lease, stored?.generation ?? '0', signal);
    return holdLease(store, clock, key, lease, written, options.callTimeout);
  } catch (error) {
    if (isFailure(error, 'precondition')) return undefined;
    throw error;
  }
}

function holdLease(
  store: StateStore,
  clock: Clock,
  key: string,
  lease: Lease,
  written: { readonly generation: string; readonly updated: number },
  callTimeout: number,
): HeldLease {
  let { generation, updated } = written;
  let lost = false;
  return {
    async keep(signal) {
      const age = clock.now() - updated;
      if (lost) return false;
      if (age < lease.duration / 2) return true;
      try {
        ({ generation, updated } = await store.write(key, lease, generation, signal));
      } catch (error) {
        if (!isFailure(error, 'precondition')) throw error;
        lost = true;
        return false;
      }
      return clock.now() + callTimeout < updated + lease.duration;
    },
    async release(signal) {
      if (lost) return;
      try {
        await store.remove(key, generation, signal);
      } catch (error) {
        if (!isFailure(error, 'precondition')) throw error;
      }
    },
  };
}
