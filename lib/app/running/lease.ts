// The exclusive right to write to one unit. It lasts from Cloud Storage's `updated`; no call may start that could
// outlive it, and a successor waits for its expiry plus one call's timeout.
import { isFailure } from '../../core/index.ts';
import type { Clock, Store } from '../../ports/index.ts';
import { type Lease, leases, type Place } from '../../state/index.ts';

export interface LeaseOptions {
  readonly holder: string;
  readonly seq: number;
  /** Milliseconds. */
  readonly durationMs: number;
  /** Longest that one outgoing call may take, milliseconds. */
  readonly callTimeoutMs: number;
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
  store: Store,
  clock: Clock,
  fleet: string,
  unit: string,
  options: LeaseOptions,
  signal: AbortSignal,
): Promise<HeldLease | undefined> {
  const place = leases.at(fleet, unit);
  const reading = await place.look(store, signal);
  // Whose a damaged one is, nobody knows: it lasts as long as ours would.
  const held =
    'damage' in reading
      ? { generation: reading.damage.generation, holder: undefined, duration: options.durationMs }
      : reading.found && { generation: reading.found.generation, ...reading.found.value };
  if (held !== undefined && held.holder !== options.holder) {
    const writtenAt = await place.writtenAt(store, held.generation, signal);
    // Renewed since it was read: somebody is at work.
    if (writtenAt === undefined) return undefined;
    if (clock.now() < writtenAt + held.duration + options.callTimeoutMs) return undefined;
  }
  const lease: Lease = { holder: options.holder, seq: options.seq, duration: options.durationMs };
  try {
    const from = clock.now();
    const taken = await place.write(store, lease, held?.generation ?? '0', signal);
    return holdLease(store, clock, place, lease, { generation: taken.generation, from }, options.callTimeoutMs);
  } catch (error) {
    if (isFailure(error, 'precondition')) return undefined;
    throw error;
  }
}

function holdLease(
  store: Store,
  clock: Clock,
  place: Place<Lease>,
  lease: Lease,
  written: { readonly generation: string; readonly from: number },
  callTimeoutMs: number,
): HeldLease {
  // Counted from before the write was sent, on this worker's own clock: never later than Cloud Storage's `updated`,
  // however far the two clocks are apart.
  let { generation, from } = written;
  let lost = false;
  const left = (): number => from + lease.duration - clock.now();
  return {
    async keep(signal) {
      if (lost) return false;
      if (left() > lease.duration / 2 && left() > callTimeoutMs) return true;
      const sent = clock.now();
      try {
        ({ generation } = await place.write(store, lease, generation, signal));
        from = sent;
      } catch (error) {
        if (!isFailure(error, 'precondition')) throw error;
        lost = true;
        return false;
      }
      return left() > callTimeoutMs;
    },
    async release(signal) {
      if (lost) return;
      try {
        await place.remove(store, generation, signal);
      } catch (error) {
        if (!isFailure(error, 'precondition')) throw error;
      }
    },
  };
}
