// Remembers a unit's drift, so that people hear of it when it begins, when it is another, and when it ends: not each minute.
// May import: core, fleet, model, ports, state.
import { digestOf } from '../core/index.ts';
import type { Fleet } from '../fleet/index.ts';
import type { ClusterLink } from '../model/index.ts';
import { type Drift, drifts, type EndpointAge } from '../state/index.ts';
import { endpointAge } from './endpoint-age.ts';
import type { World } from './world.ts';

/**
 * @param behind clusters whose endpoints are not brought up to date now.
 * @returns whether there is something new to tell.
 */
export async function recordDrift(
  world: Pick<World, 'store' | 'clock'>,
  fleet: Pick<Fleet, 'name' | 'clusters'>,
  seen: Omit<Drift, 'endpoints'>,
  behind: readonly ClusterLink[],
  signal: AbortSignal,
): Promise<boolean> {
  const place = drifts.at(fleet.name, seen.unit);
  const reading = await place.look(world.store, signal);
  const stored = 'found' in reading ? reading.found : reading.damage;
  const before: Told = ('found' in reading ? reading.found?.value : undefined) ?? { changes: [] };
  const age = endpointAge(before.endpoints, behind, fleet, world.clock.now());
  const endpoints = behind.length === 0 ? undefined : age;
  const isNew = told(before) !== told({ ...seen, endpoints });
  if (!isNew && digestOf(before.endpoints ?? null) === digestOf(endpoints ?? null)) return false;
  const drift: Drift = { ...seen, ...(endpoints === undefined ? {} : { endpoints }) };
  await place.write(world.store, drift, stored?.generation ?? '0', signal);
  return isNew;
}

type Told = Pick<Drift, 'changes' | 'foreign'> & { readonly endpoints?: EndpointAge | undefined };

/** What people hear of. */
function told({ changes, foreign = [], endpoints }: Told): string {
  return digestOf({ changes, foreign, old: endpoints?.old ?? [] });
}
