// Wakes open runs whose time has come, by publishing their task again. May import: ports.
import type { Open } from './documents.ts';
import { activePause } from './pauses.ts';
import { keys } from './state-keys.ts';
import type { World } from './world.ts';

/** @returns the units of a fleet whose open runs were woken. */
export async function wakeRuns(world: World, fleet: string, signal: AbortSignal): Promise<readonly string[]> {
  const woken: string[] = [];
  for (const key of await world.store.list(keys.allOpen(fleet), signal)) {
    const unit = key.slice(keys.allOpen(fleet).length, -'.json'.length);
    const open = await world.store.read<Open>(key, signal);
    if (open !== undefined && (await wake(world, fleet, unit, open.value, signal))) woken.push(unit);
  }
  return woken;
}

/** @returns whether its time had come and nobody paused it. */
async function wake(world: World, fleet: string, unit: string, open: Open, signal: AbortSignal): Promise<boolean> {
  if (open.wakeAt > world.clock.now()) return false;
  if ((await activePause(world, fleet, unit, signal)) !== undefined) return false;
  const { runId, seq, commit, plan, desired } = open;
  await world.publisher.publishTask({ fleet, unit, seq, commit, plan, desired, runId }, signal);
  return true;
}
