// Runs that have not ended, and what they work towards: some of it may stand already, and no applied record says so
// yet.
import type { DesiredState } from '../../model/index.ts';
import type { Store } from '../../ports/index.ts';
import { desiredIn, type OpenRun } from '../../state/index.ts';
import { openRunsIn } from './open-run.ts';

export interface InFlight {
  readonly run: OpenRun;
  readonly desired: DesiredState;
}

export async function loadInFlight(store: Store, fleet: string, signal: AbortSignal): Promise<readonly InFlight[]> {
  const inFlight: InFlight[] = [];
  const places = desiredIn(fleet);
  for (const run of [...(await openRunsIn(store, fleet, signal)).values()].flat()) {
    const reading = await places(run.desired).look(store, signal);
    if ('found' in reading && reading.found !== undefined) inFlight.push({ run, desired: reading.found.value });
  }
  return inFlight;
}
