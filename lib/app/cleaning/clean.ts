// Documents of the state that are old and that nothing refers to: found, and taken away where that is asked for.
import { isFailure, RangelightError } from '../../core/index.ts';
import type { Clock, Store } from '../../ports/index.ts';
import { type Act, desiredStates } from '../../state/index.ts';
import { ALL_FLEETS, recordAct } from '../words/audit.ts';
import { leftovers, type Leftover, ORDER } from './leftovers.ts';
import { addBases, rootsIn } from './references.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Within it somebody may be at it: a delivery is sent again for three days, a run goes on for hours. */
export const SHORTEST_AGE_MS = 7 * DAY_MS;

export interface CleanOrder extends Act {
  /** Milliseconds: what was written since stays, and so does what it refers to. */
  readonly olderThanMs: number;
  /** Nothing is taken away. */
  readonly isTrial: boolean;
}

export interface Cleaned {
  /** By collection: documents that are old and that nothing refers to. */
  readonly found: Readonly<Record<string, number>>;
  readonly removed: number;
}

/**
 * Fails with `invalid` for an age below SHORTEST_AGE_MS.
 * @param onProgress told of each collection when it is done.
 */
export async function clean(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { olderThanMs, isTrial, by, reason }: CleanOrder,
  onProgress: (collection: string, found: number) => void,
  signal: AbortSignal,
): Promise<Cleaned> {
  if (olderThanMs < SHORTEST_AGE_MS)
    throw new RangelightError('invalid', 'state', 'what was written within the last 7 days is never taken away');
  const all = await leftovers(store, clock.now() - olderThanMs, signal);
  const count = [...all.values()].reduce((sum, left) => sum + left.length, 0);
  const subject = `${count} documents`;
  if (!isTrial) await recordAct(store, ALL_FLEETS, { by, reason, at: clock.now(), action: 'clean', subject }, signal);
  const found: Record<string, number> = {};
  let removed = 0;
  for (const { kind, isMeant } of ORDER) {
    const left = all.get(kind.collection) ?? [];
    // Read anew each time: what is referred to again since it was found stays.
    const references = isTrial || left.length === 0 ? undefined : await rootsIn(store, signal);
    if (references !== undefined && kind === desiredStates) await addBases(store, references, signal);
    if (references !== undefined)
      for (const one of left) if (!isMeant(references, one.parts) && (await remove(store, one, signal))) removed += 1;
    found[kind.collection] = left.length;
    onProgress(kind.collection, left.length);
  }
  return { found, removed };
}

/** @returns whether it is gone by this: what somebody wrote anew meanwhile stays. */
async function remove(store: Store, { key, generation }: Leftover, signal: AbortSignal): Promise<boolean> {
  try {
    await store.state.remove(key, generation, signal);
    return true;
  } catch (error) {
    if (isFailure(error, 'precondition')) return false;
    throw error;
  }
}
