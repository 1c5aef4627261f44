// A unit that was rolled back stays at what was good: the commit that made it worse is not tried again by itself.
import { type DesiredState, isNameOfDesired } from '../../model/index.ts';
import type { RolledBack } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { desiredAt, type Pin } from '../../state/index.ts';
import { newestPins } from '../records/standing-rollbacks.ts';

export interface Pinned {
  readonly pin: Pin;
  /** What the unit stays at. */
  readonly desired: DesiredState;
}

/** By unit. */
export async function loadPins(store: Store, fleet: string, signal: AbortSignal): Promise<ReadonlyMap<string, Pinned>> {
  const newest = await newestPins(store, fleet, signal);
  const found = new Map<string, Pinned>();
  for (const [unit, pin] of newest) {
    const reading = await desiredAt(fleet, pin.good).look(store, signal);
    if ('found' in reading && reading.found !== undefined) found.set(unit, { pin, desired: reading.found.value });
  }
  return found;
}

/** As plan and revision have it. */
export function rolledBackBy({ commit, by, now, goodRun: to, reason, at }: Pin): RolledBack {
  return { commit, ...(by === undefined ? {} : { by }), ...(now === undefined ? {} : { now }), to, reason, at };
}

/** @param wanted what the commit asks for; undefined: nothing of the unit. */
export function pinHolds({ commit: pinned, bad }: Pin, commit: string, wanted: DesiredState | undefined): boolean {
  return pinned === commit || (wanted !== undefined && isNameOfDesired(bad, wanted));
}
