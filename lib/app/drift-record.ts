// Remembers a unit's drift, so that people hear of it when it begins, when it is another, and when it ends: not each minute.
// May import: core, fleet, model, ports.
import { digestOf } from '../core/index.ts';
import type { Fleet } from '../fleet/index.ts';
import type { ClusterLink } from '../model/index.ts';
import type { Drift } from './documents.ts';
import { type EndpointAge, endpointAge } from './endpoint-age.ts';
import { keys } from './state-keys.ts';
import type { World } from './world.ts';

/**
 * @param behind clusters whose endpoints are not brought up to date now.
 * @returns whether there is something new to tell.
 */
export async function recordDrift(
  world: Pick<World, 'store' | 'clock'>,
  fleet: Pick<Fleet, 'name' | 'clusters'>,
  { unit, commit, healing, changes }: Omit<Drift, 'endpoints'>,
  behind: readonly ClusterLink[],
  signal: AbortSignal,
): Promise<boolean> {
  const key = keys.drift(fleet.name, unit);
  const stored = await world.store.read<Drift>(key, signal);
  const before: Pick<Drift, 'changes' | 'endpoints'> = stored?.value ?? { changes: [] };
  const age = endpointAge(before.endpoints, behind, fleet, world.clock.now());
  const endpoints = behind.length === 0 ? undefined : age;
  const isNew = told(before) !== told({ changes, endpoints });
  if (!isNew && digestOf(before.endpoints ?? null) === digestOf(endpoints ?? null)) return false;
  const drift: Drift = { unit, commit, healing, changes, ...(endpoints === undefined ? {} : { endpoints }) };
  await world.store.write(key, drift, stored?.generation ?? '0', signal);
  return isNew;
}

/** What people hear of. */
function told({ changes, endpoints }: { changes: Drift['changes']; endpoints?: EndpointAge | undefined }): string {
  return digestOf({ changes, old: endpoints?.old ?? [] });
}
