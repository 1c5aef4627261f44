// Remembers a unit's drift, so that people hear of it when it begins, when it is another, and when it ends: not each minute.
// May import: core, ports.
import { digestOf } from '../core/index.ts';
import type { Drift } from './documents.ts';
import { keys } from './state-keys.ts';
import type { World } from './world.ts';

/** @returns whether there is something new to tell. */
export async function recordDrift(
  world: Pick<World, 'store'>,
  fleet: string,
  drift: Drift,
  signal: AbortSignal,
): Promise<boolean> {
  const key = keys.drift(fleet, drift.unit);
  const stored = await world.store.read<Drift>(key, signal);
  const before = stored?.value.changes ?? [];
  if (digestOf(before) === digestOf(drift.changes)) return false;
  await world.store.write(key, drift, stored?.generation ?? '0', signal);
  return true;
}
