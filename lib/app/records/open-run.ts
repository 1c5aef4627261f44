// The marks of the runs of a unit that have not ended: while one stands, its run is woken, and nothing that it touches
// is begun by another.
import { isFailure } from '../../core/index.ts';
import type { AppliedState } from '../../model/index.ts';
import type { RunTask, Store } from '../../ports/index.ts';
import { type OpenRun, openRuns, runsIn } from '../../state/index.ts';
import { hasEnded } from './unit-plans.ts';
import type { World } from '../world.ts';

const MOST_ATTEMPTS = 10;

/**
 * None when no run is open, or the marks are damaged: what a run that is lost has made is known by its marks in the
 * cloud.
 */
export async function openRunsOf(
  store: Store,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<readonly OpenRun[]> {
  const reading = await openRuns.at(fleet, unit).look(store, signal);
  return 'found' in reading && reading.found !== undefined ? runsIn(reading.found.value) : [];
}

/** The unit of each run of a fleet that is open, with it. */
export async function openRunsIn(
  store: Store,
  fleet: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly OpenRun[]>> {
  const { found } = await openRuns.list(store, [fleet], signal);
  return new Map(found.map(({ key, value }) => [openRuns.partsOf(key)?.[1] ?? '', runsIn(value)] as const));
}

/**
 * Those of them that have not come to their end. A mark outlives the record of the end for a moment, and what is told
 * of the end is read in it.
 */
export async function runsUnderWay(
  store: Store,
  fleet: string,
  applied: ReadonlyMap<string, AppliedState>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly OpenRun[]>> {
  const marked = [...(await openRunsIn(store, fleet, signal))];
  const left = marked.map(
    ([unit, runs]) => [unit, runs.filter(({ runId }) => !hasEnded(runId, applied.get(unit)))] as const,
  );
  return new Map(left.filter(([, runs]) => runs.length > 0));
}

/** Marks a run open, beside the others of its unit. Under the lease only. */
export async function putOpen(
  { store }: World,
  { fleet, unit, runId, seq, commit, plan, desired, delivery }: RunTask,
  state: Pick<OpenRun, 'wakeAt' | 'reason' | 'paused' | 'heldUp'>,
  signal: AbortSignal,
): Promise<void> {
  const because = delivery === undefined ? {} : { delivery };
  const open: OpenRun = { runId, seq, commit, plan, desired, ...because, ...state };
  await openRuns.at(fleet, unit).update(
    store,
    (now) => {
      const known = now === undefined ? [] : runsIn(now);
      const isKnown = known.some((one) => one.runId === runId);
      const runs = isKnown ? known.map((one) => (one.runId === runId ? open : one)) : [...known, open];
      return together(runs);
    },
    signal,
  );
}

/** Takes the mark of a run that has ended; what another worker took over meanwhile stays. */
export async function closeRun(
  { store }: World,
  { fleet, unit, runId }: Pick<RunTask, 'fleet' | 'unit' | 'runId'>,
  signal: AbortSignal,
): Promise<void> {
  const place = openRuns.at(fleet, unit);
  for (let attempt = 1; ; attempt += 1) {
    const reading = await place.look(store, signal);
    if ('damage' in reading || reading.found === undefined) return;
    const { value, generation } = reading.found;
    const runs = runsIn(value);
    const left = together(runs.filter((one) => one.runId !== runId));
    if (left !== undefined && left.beside?.length === value.beside?.length) return;
    try {
      if (left === undefined) await place.remove(store, generation, signal);
      else await place.write(store, left, generation, signal);
      return;
    } catch (error) {
      // The holder of the lease has written beside it.
      if (!isFailure(error, 'precondition') || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}

function together([first, ...beside]: readonly OpenRun[]) {
  return first && { ...first, ...(beside.length === 0 ? {} : { beside }) };
}
