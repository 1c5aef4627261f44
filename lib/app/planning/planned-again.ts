// What is known of a commit that is planned again although nobody asked.
import { occasionName } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { revisions, type Sightings } from '../../state/index.ts';
import type { PlannedAgain } from './left-to-sweep.ts';
import type { FleetRevision } from './fleet-revision.ts';
import { sightingsOf } from '../records/sightings.ts';

/** @param units with a record. @returns undefined where somebody asked. */
export async function plannedAgain(
  world: { readonly store: Store },
  { name, occasion, byItself }: FleetRevision,
  units: Iterable<string>,
  signal: AbortSignal,
): Promise<PlannedAgain | undefined> {
  if (byItself === undefined) return undefined;
  const reading = await revisions.at(name, occasion.commit, occasionName(occasion)).look(world.store, signal);
  const sightings = new Map<string, Sightings>();
  for (const unit of units) {
    const { value } = await sightingsOf(world, name, unit, signal);
    if (value !== undefined) sightings.set(unit, value);
  }
  return { before: 'found' in reading ? reading.found?.value : undefined, sightings };
}
