// The mark of a run that has not ended: while it stands, the run is woken, and nobody begins another beside it.
import { isFailure } from '../../core/index.ts';
import type { RunTask, Store } from '../../ports/index.ts';
import { type OpenRun, openRuns } from '../../state/index.ts';
import type { World } from '../world.ts';

/** Undefined when no run is open, or its mark is damaged: what a run that is lost has made is known by its marks in the cloud. */
export async function openRunOf(
  store: Store,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<OpenRun | undefined> {
  const reading = await openRuns.at(fleet, unit).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}

/** Marks a run open. Under the lease only. */
export async function putOpen(
  { store }: World,
  { fleet, unit, runId, seq, commit, plan, desired, delivery }: RunTask,
  state: Pick<OpenRun, 'wakeAt' | 'reason' | 'paused' | 'heldUp'>,
  signal: AbortSignal,
): Promise<void> {
  const because = delivery === undefined ? {} : { delivery };
  const open: OpenRun = { runId, seq, commit, plan, desired, ...because, ...state };
  await openRuns.at(fleet, unit).update(store, () => open, signal);
}

/** Takes the mark of a run that has ended; what another worker took over meanwhile stays. */
export async function closeRun(
  { store }: World,
  { fleet, unit, runId }: Pick<RunTask, 'fleet' | 'unit' | 'runId'>,
  signal: AbortSignal,
): Promise<void> {
  const place = openRuns.at(fleet, unit);
  const reading = await place.look(store, signal);
  if ('damage' in reading || reading.found?.value.runId !== runId) return;
  try {
    await place.remove(store, reading.found.generation, signal);
  } catch (error) {
    if (!isFailure(error, 'precondition')) throw error;
  }
}
