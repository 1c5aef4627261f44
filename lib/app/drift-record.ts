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
 * Has it told when there is something new. What was noted and could not be told, because no message got through, is told the
 * next time.
 * @param behind clusters whose endpoints are not brought up to date now.
 */
export async function recordDrift(
  world: Pick<World, 'store' | 'clock' | 'publisher'>,
  fleet: Pick<Fleet, 'name' | 'clusters'>,
  { unit, commit, healing, changes }: Omit<Drift, 'endpoints' | 'untold'>,
  behind: readonly ClusterLink[],
  signal: AbortSignal,
): Promise<void> {
  const key = keys.drift(fleet.name, unit);
  const stored = await world.store.read<Drift>(key, signal);
  const before: Pick<Drift, 'changes' | 'endpoints' | 'untold'> = stored?.value ?? { changes: [] };
  const age = endpointAge(before.endpoints, behind, fleet, world.clock.now());
  const endpoints = behind.length === 0 ? undefined : age;
  const isNew = before.untold === true || told(before) !== told({ changes, endpoints });
  if (!isNew && digestOf(before.endpoints ?? null) === digestOf(endpoints ?? null)) return;
  const drift: Drift = { unit, commit, healing, changes, ...(endpoints === undefined ? {} : { endpoints }) };
  const noted: Drift = isNew ? { ...drift, untold: true } : drift;
  const { generation } = await world.store.write(key, noted, stored?.generation ?? '0', signal);
  if (!isNew) return;
  await world.publisher.publishReport({ type: 'drift', fleet: fleet.name, unit }, signal);
  await world.store.write(key, drift, generation, signal);
}

/** What people hear of. */
function told({ changes, endpoints }: { changes: Drift['changes']; endpoints?: EndpointAge | undefined }): string {
  return digestOf({ changes, old: endpoints?.old ?? [] });
}
