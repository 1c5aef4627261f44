// Remembers a unit's drift, so that people hear of it when it begins, when it is another, and when it ends: not each
// minute.
import { digestOf } from '../../core/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import { type Drift, drifts, type EndpointAge } from '../../state/index.ts';
import { endpointAge } from './endpoint-age.ts';
import type { World } from '../world.ts';

/**
 * Has it told when there is something new. What was noted and could not be told, because no message got through, is
 * told the next time.
 * @param behind clusters whose endpoints are not brought up to date now.
 */
export async function recordDrift(
  world: Pick<World, 'store' | 'clock' | 'publisher'>,
  fleet: Pick<Fleet, 'name' | 'clusters'>,
  seen: Omit<Drift, 'endpoints' | 'untold'>,
  behind: readonly ClusterLink[],
  signal: AbortSignal,
): Promise<void> {
  const place = drifts.at(fleet.name, seen.unit);
  const reading = await place.look(world.store, signal);
  const stored = 'found' in reading ? reading.found : reading.damage;
  const known = 'found' in reading ? reading.found?.value : undefined;
  const before: Told & Pick<Drift, 'untold'> = known ?? { changes: [] };
  const age = endpointAge(before.endpoints, behind, fleet, world.clock.now());
  const endpoints = behind.length === 0 ? undefined : age;
  // What was told of last is not known where the document is damaged.
  const isNew = 'damage' in reading || before.untold === true || told(before) !== told({ ...seen, endpoints });
  if (!isNew && digestOf(before.endpoints ?? null) === digestOf(endpoints ?? null)) return;
  const drift: Drift = { ...seen, ...(endpoints === undefined ? {} : { endpoints }) };
  const noted: Drift = isNew ? { ...drift, untold: true } : drift;
  const { generation } = await place.write(world.store, noted, stored?.generation ?? '0', signal);
  if (!isNew) return;
  await world.publisher.publishReport({ type: 'drift', fleet: fleet.name, unit: seen.unit }, signal);
  await place.write(world.store, drift, generation, signal);
}

type Told = Pick<Drift, 'authors' | 'changes' | 'foreign' | 'gates' | 'healsAt' | 'heldBack'> & {
  readonly endpoints?: EndpointAge | undefined;
};

/** What people hear of. */
function told({ authors = {}, changes, foreign = [], gates = [], healsAt, heldBack = [], endpoints }: Told): string {
  const old = endpoints?.old ?? [];
  return digestOf({ authors, changes, foreign, gates, healsAt: healsAt ?? null, heldBack, old });
}
