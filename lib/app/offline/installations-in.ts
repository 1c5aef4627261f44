// Whose marks name a fleet, where nobody said which installation is meant.
import type { Fleet } from '../../fleet/index.ts';
import type { Kinds } from '../../model/index.ts';
import type { Reading } from '../../observe/index.ts';
import { installationsOf } from '../cloud/other-installations.ts';

/** Ids, sorted. */
export function installationsIn(kinds: Kinds, fleet: Fleet, readings: readonly Reading[]): readonly string[] {
  const items = readings.flatMap((reading) => ('failed' in reading ? [] : reading.items));
  return [...installationsOf(kinds, fleet, items).keys()].flatMap((id) => id ?? []).sort();
}
