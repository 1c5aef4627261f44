// A plan by its digest, where whoever asks can do without it.
import type { Plan } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { plans } from '../../state/index.ts';

/**
 * Plans that were read, of each store, by fleet and digest: a plan is named by what it holds, and never becomes
 * another. Runs that begin together each ask for the plans of all others.
 */
const READ = new WeakMap<Store, Map<string, Promise<Plan | undefined>>>();
/** Some ten kilobytes each. */
const MOST_READ = 500;

/** Undefined when it is missing or damaged. */
export async function planAt(
  store: Store,
  fleet: string,
  digest: string,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const known = READ.get(store) ?? new Map<string, Promise<Plan | undefined>>();
  READ.set(store, known);
  const name = JSON.stringify([fleet, digest]);
  const before = known.get(name);
  if (before !== undefined) {
    try {
      return await before;
    } catch {
      // Who asked for it gave up, or could not read it: this one tries for itself.
    }
  }
  const read = readPlan(store, fleet, digest, signal);
  const [oldest] = known.keys();
  if (known.size >= MOST_READ && oldest !== undefined) known.delete(oldest);
  known.set(name, read);
  const forget = (): void => {
    if (known.get(name) === read) known.delete(name);
  };
  // What is not there may come yet.
  read.then((plan) => plan ?? forget(), forget);
  return read;
}

async function readPlan(store: Store, fleet: string, digest: string, signal: AbortSignal): Promise<Plan | undefined> {
  const reading = await plans.at(fleet, digest).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}
