// A unit that was rolled back stays at what was good: the commit that made it worse is not tried again by itself. A person's pin
// and a run's own are documents of different writers; the newer one counts. May import: core, model, ports, state.
import type { DesiredState } from '../../model/index.ts';
import type { Store } from '../../ports/index.ts';
import { desiredStates, type Pin, pins, rollbacks } from '../../state/index.ts';

export interface Pinned {
  readonly pin: Pin;
  /** What the unit stays at. */
  readonly desired: DesiredState;
}

/** By unit. */
export async function loadPins(store: Store, fleet: string, signal: AbortSignal): Promise<ReadonlyMap<string, Pinned>> {
  const newest = new Map<string, Pin>();
  for (const kind of [pins, rollbacks]) {
    for (const { value: pin } of (await kind.list(store, [fleet], signal)).found) {
      const known = newest.get(pin.unit);
      if (known === undefined || known.at < pin.at) newest.set(pin.unit, pin);
    }
  }
  const found = new Map<string, Pinned>();
  for (const [unit, pin] of newest) {
    const reading = await desiredStates.at(fleet, pin.good).look(store, signal);
    if ('found' in reading && reading.found !== undefined) found.set(unit, { pin, desired: reading.found.value });
  }
  return found;
}

/** @param wanted digest of what the commit asks for. */
export function pinHolds({ commit: pinned, bad }: Pin, commit: string, wanted: string): boolean {
  return pinned === commit || bad === wanted;
}
