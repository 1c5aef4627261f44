// What is kept of a unit by a newer Rangelight: this one can neither read it nor write it over, so that a run would end
// without its record. The unit is left alone until that version is deployed again.
import type { Store } from '../../ports/index.ts';
import { appliedStates, type Damage, openRuns, retirements, rollbacks } from '../../state/index.ts';

/** The first of a unit's records that is of a newer version; undefined: none is. */
export async function newerRecord(
  store: Store,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<Damage | undefined> {
  const looks = await Promise.all(
    [appliedStates, openRuns, retirements, rollbacks].map((kind) => kind.at(fleet, unit).look(store, signal)),
  );
  return looks.flatMap((look) => ('damage' in look && look.damage.isNewer ? [look.damage] : []))[0];
}
