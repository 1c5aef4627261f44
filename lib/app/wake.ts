// Wakes open runs whose time has come, by publishing their task again. May import: model, ports.
import type { AppliedState } from '../model/index.ts';
import type { Open } from './documents.ts';
import { activePause } from './pauses.ts';
import { keys } from './state-keys.ts';
import type { World } from './world.ts';

/** Units whose first run is still open have no applied record yet. */
export async function wakeFirstRuns(
  world: World,
  fleet: string,
  applied: ReadonlyMap<string, AppliedState>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const woken: string[] = [];
  for (const key of await world.store.list(keys.allOpen(fleet), signal)) {
    const unit = key.slice(keys.allOpen(fleet).length, -'.json'.length);
    const open = applied.has(unit) ? undefined : await world.store.read<Open>(key, signal);
    if (open !== undefined && (await wake(world, fleet, unit, open.value, signal))) woken.push(unit);
  }
  return woken;
}

/** @returns whether its time had come and nobody holds it. */
export async function wake(
  world: World,
  fleet: string,
  unit: string,
  open: Open,
  signal: AbortSignal,
): Promise<boolean> {
  if (open.wakeAt > world.clock.now()) return false;
  if ((await activePause(world, fleet, unit, signal)) !== undefined) return false;
  const { runId, seq, commit, plan, desired } = open;
  await world.publisher.publishTask({ fleet, unit, seq, commit, plan, desired, runId }, signal);
  return true;
}
