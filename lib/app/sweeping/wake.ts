// Wakes open runs whose time has come, by publishing their task again.
import type { RunTask } from '../../ports/index.ts';
import { openRuns, runsIn } from '../../state/index.ts';
import { activePause } from '../words/pauses.ts';
import { publishRuns } from '../records/publish-runs.ts';
import type { World } from '../world.ts';

/** @returns the units of a fleet whose open runs were woken. */
export async function wakeRuns(world: World, fleet: string, signal: AbortSignal): Promise<readonly string[]> {
  const tasks: RunTask[] = [];
  const { found, damaged } = await openRuns.list(world.store, [fleet], signal);
  if (damaged.length > 0)
    world.log.error({ fleet, damaged }, 'the mark of an open run is damaged: its unit is planned anew');
  for (const { key, value } of found) {
    const unit = openRuns.partsOf(key)?.[1] ?? '';
    const due = runsIn(value).filter(({ wakeAt }) => wakeAt <= world.clock.now());
    if (due.length === 0 || (await activePause(world, fleet, unit, signal)) !== undefined) continue;
    for (const { runId, seq, commit, plan, desired } of due)
      tasks.push({ type: 'run', fleet, unit, seq, commit, plan, desired, runId });
  }
  await publishRuns(world.publisher, tasks, signal);
  return [...new Set(tasks.map(({ unit }) => unit))];
}
