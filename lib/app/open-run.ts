// The mark of a run that has not ended: while it stands, the run is woken, and nobody begins another beside it.
// May import: core, ports.
import { isFailure } from '../core/index.ts';
import type { TaskMessage } from '../ports/index.ts';
import type { Open } from './documents.ts';
import { keys } from './state-keys.ts';
import type { World } from './world.ts';

/** Marks a run open. Under the lease only. */
export async function putOpen(
  world: World,
  task: TaskMessage,
  state: Pick<Open, 'wakeAt' | 'reason' | 'paused'>,
  signal: AbortSignal,
): Promise<void> {
  const key = keys.open(task.fleet, task.unit);
  const stored = await world.store.read<Open>(key, signal);
  const { runId, seq, commit, plan, desired } = task;
  const open: Open = { runId, seq, commit, plan, desired, ...state };
  await world.store.write(key, open, stored?.generation ?? '0', signal);
}

/** Takes the mark of a run that has ended; what another worker took over meanwhile stays. */
export async function closeRun(
  { store }: World,
  { fleet, unit, runId }: Pick<TaskMessage, 'fleet' | 'unit' | 'runId'>,
  signal: AbortSignal,
): Promise<void> {
  const key = keys.open(fleet, unit);
  const open = await store.read<Open>(key, signal);
  if (open?.value.runId !== runId) return;
  try {
    await store.remove(key, open.generation, signal);
  } catch (error) {
    if (!isFailure(error, 'precondition')) throw error;
  }
}
