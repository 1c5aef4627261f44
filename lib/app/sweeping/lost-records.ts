// Units whose record is lost or damaged, as a sweep sees them; where they stand as the head wants them the worker is
// asked to make the record anew.
import type { Fleet } from '../../fleet/index.ts';
import type { DesiredState, ObservedState } from '../../model/index.ts';
import type { Revision } from '../../plan/index.ts';
import { desiredAt, type Head } from '../../state/index.ts';
import type { UnitRecords } from '../records/applied.ts';
import { openRunsOf } from '../records/open-run.ts';
import { standsAsWanted, unrecordedUnits } from '../records/unrecorded.ts';
import type { World } from '../world.ts';

export interface Known {
  readonly fleet: Fleet;
  readonly revision: Revision | undefined;
  readonly records: UnitRecords;
  readonly observed: ObservedState;
  readonly inFlight: readonly DesiredState[];
}

/**
 * Units of which something stands, or that the head has, whose record is lost or damaged. They are not held against
 * anything.
 */
export function lostUnits(
  { log }: World,
  { fleet: { name: fleet }, revision, records: { applied, damaged }, observed, inFlight }: Known,
): readonly string[] {
  const unrecorded = unrecordedUnits(fleet, observed, applied, new Set(inFlight.map(({ unit }) => unit)));
  const known = new Set(revision?.units.map(({ unit }) => unit));
  const lost = [...unrecorded, ...[...damaged.keys()].filter((unit) => known.has(unit) && !unrecorded.has(unit))];
  for (const unit of lost)
    log.error({ fleet, unit, why: damaged.get(unit) }, 'the record of what was applied of a unit is lost or damaged');
  return lost;
}

export interface Lost {
  readonly head: Head;
  readonly revision: Revision | undefined;
  readonly lost: readonly string[];
  readonly observed: ObservedState;
}

/** @returns the units whose records the worker is asked to make anew: they stand as the head wants them. */
export async function askToAdopt(
  { kinds, store, publisher }: World,
  { head, revision, lost, observed }: Lost,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const fleet = head.fleet.name;
  const adopted: string[] = [];
  for (const planned of revision?.units.filter(({ unit }) => lost.includes(unit)) ?? []) {
    const { unit } = planned;
    const reading = await desiredAt(fleet, planned.desired).look(store, signal);
    const desired = 'found' in reading ? reading.found?.value : undefined;
    if (desired === undefined || !standsAsWanted(kinds, desired, observed)) continue;
    if ((await openRunsOf(store, fleet, unit, signal)).length > 0) continue;
    await publisher.publishTask({ type: 'adopt', fleet, unit }, signal);
    adopted.push(unit);
  }
  return adopted;
}
