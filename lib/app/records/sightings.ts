// The sweep's memory of a unit, kept from look to look. One that is damaged begins anew: what is seen then was not seen
// before.
import { digestOf } from '../../core/index.ts';
import type { Store } from '../../ports/index.ts';
import { type Sightings, sightings } from '../../state/index.ts';

export interface Memory {
  readonly value: Sightings | undefined;
  /** Writes only what is new. Fails with `precondition` when another sweep was faster. */
  readonly keep: (next: Sightings, signal: AbortSignal) => Promise<void>;
}

export async function sightingsOf(
  { store }: { readonly store: Store },
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<Memory> {
  const place = sightings.at(fleet, unit);
  const reading = await place.look(store, signal);
  const stored = 'found' in reading ? reading.found : undefined;
  const generation = 'found' in reading ? (reading.found?.generation ?? '0') : reading.damage.generation;
  return {
    value: stored?.value,
    async keep(next, within) {
      const isEmpty = Object.keys(next.seen).length + Object.keys(next.healed).length === 0 && next.left === undefined;
      const isSame = stored === undefined ? isEmpty : digestOf(stored.value) === digestOf(next);
      if (!isSame || 'damage' in reading) await place.write(store, next, generation, within);
    },
  };
}
