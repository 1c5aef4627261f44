// Which resources a change of something that serves puts at risk, and whose work each of them does from then on: what
// the bake looks at.
import { sortedEntries } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import type { RefKey } from '../model/index.ts';
import type { WatchedService } from './plan.ts';
import type { Rules } from './rules.ts';

/** Sorted by key. A repair puts nothing at risk: what it mends did not serve as it should. */
export function watchedServices(rules: Rules, component: readonly Change[]): readonly WatchedService[] {
  const watched = new Map<RefKey, { readonly from: Set<RefKey>; share: number }>();
  for (const change of component) {
    if (change.kind !== 'update' || change.cause === 'drift') continue;
    for (const [key, from, share = 1] of rules.of(change.ref.kind).watch?.(change) ?? []) {
      const one = watched.get(key) ?? { from: new Set(), share: 0 };
      watched.set(key, one);
      one.from.add(from);
      one.share = Math.max(one.share, share);
    }
  }
  return sortedEntries(watched).map(([key, { from, share }]) => ({
    key,
    from: [...from].sort(),
    ...(share < 1 ? { share } : {}),
  }));
}
