// Records who did what, when and why.
import { isFailure } from '../../core/index.ts';
import type { Store } from '../../ports/index.ts';
import { type ActRecord, acts } from '../../state/index.ts';

/** In place of a fleet's name, for what is done to none of them. */
export const ALL_FLEETS = '_';

/** Written before the act itself: an act without a record is worse than a record of an act that failed. */
export async function recordAct(store: Store, scope: string, record: ActRecord, signal: AbortSignal): Promise<void> {
  const time = new Date(record.at).toISOString();
  for (let number = 0; ; number += 1) {
    try {
      const name = `${time.slice(11)}-${record.action}-${number}`;
      await acts.at(scope, time.slice(0, 10), name).write(store, record, '0', signal);
      return;
    } catch (error) {
      // Two acts of one kind in the same millisecond are two records.
      if (!isFailure(error, 'precondition')) throw error;
    }
  }
}
