// A plan by its digest, where whoever asks can do without it.
import type { Plan } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { plans } from '../../state/index.ts';

/** Undefined when it is missing or damaged. */
export async function planAt(
  store: Store,
  fleet: string,
  digest: string,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const reading = await plans.at(fleet, digest).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}
