// Wakes open runs whose time has come, by publishing their task again.
import { type OpenRun, openRuns, runsIn } from '../../state/index.ts';
import { activePause } from '../words/pauses.ts';
import type { World } from '../world.ts';

/** @returns the units of a fleet whose open runs were woken. */
export async function wakeRuns(world: World, fleet: string, signal: AbortSignal): Promise<readonly string[]> {
  const woken: string[] = [];
  const { found, damaged } = await openRuns.list(world.store, [fleet], signal);
  if (damaged.length > 0)
    world.log.error({ fleet, damaged }, 'the mark of an open run is damaged: its unit is planned anew');
  for (const { key, value } of found) {
    const unit = openRuns.partsOf(key)?.[1] ?? '';
    const isWoken = await Promise.all(runsIn(value).map((run) => wake(world, fleet, unit, run, signal)));
    if (isWoken.includes(true)) woken.push(unit);
  }
  return woken;
}

/** @returns whether its time had come and nobody paused it. */
async function wake(world: World, fleet: string, unit: string, open: OpenRun, signal: AbortSignal): Promise<boolean> {
  if (open.wakeAt > world.clock.now()) return false;
  if ((await activePause(world, fleet, unit, signal)) !== undefined) return false;
  const { runId, seq, commit, plan, desired } = open;
  await world.publisher.publishTask({ type: 'run', fleet, unit, seq, commit, plan, desired, runId }, signal);
  return true;
}
