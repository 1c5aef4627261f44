// Reports that say nothing new: what they were asked for was written before a report of the same revision, which told
// of it, began to read. A hundred runs that end together ask for as many reports of one check, one after another.
import type { Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';

/** Clocks of instances differ; by less than this. */
const CLOCKS_DIFFER_MS = 2_000;
/** Of so many revisions it is known when they were told of last. */
const MOST_KNOWN = 100;

/** When the last report that was told began to read, by revision, of each store. */
const BEGAN = new WeakMap<Store, Map<string, number>>();

type Named = Pick<Revision, 'fleet' | 'occasion'>;

function nameOf({ fleet, occasion: { commit } }: Named): string {
  return JSON.stringify([fleet, commit]);
}

/**
 * Whether it has been told by this instance. Another one knows nothing of it, and tells it again.
 * @param at when it was asked for, milliseconds since the epoch; undefined: nobody says so.
 */
export function isToldAlready(store: Store, revision: Named, at: number | undefined): boolean {
  const began = BEGAN.get(store)?.get(nameOf(revision));
  return at !== undefined && began !== undefined && at + CLOCKS_DIFFER_MS < began;
}

/** @param at when a report that is told now began to read, milliseconds since the epoch. */
export function noteTold(store: Store, revision: Named, at: number): void {
  const known = BEGAN.get(store) ?? new Map<string, number>();
  BEGAN.set(store, known);
  const name = nameOf(revision);
  known.delete(name);
  known.set(name, at);
  const [oldest] = known.keys();
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
}
