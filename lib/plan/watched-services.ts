// Which backend services a change of something that serves puts at risk, and whose work each of them does from then on:
// what the bake looks at. May import: core, model, diff.
import { sortedEntries } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import type { RefKey } from '../model/index.ts';
import { routesOf } from './route-moves.ts';

export interface WatchedService {
  readonly key: RefKey;
  /** The backend services whose work it does from then on, sorted: those whose routes it takes, itself when it is changed or gets more routes. */
  readonly from: readonly RefKey[];
}

/**
 * Sorted by key. A repair puts nothing at risk: what it mends did not serve as it should. Nor does a map what keeps its
 * routes: that such a service loses health is not this run's doing.
 */
export function watchedServices(component: readonly Change[]): readonly WatchedService[] {
  const watched = new Map<RefKey, Set<RefKey>>();
  const watch = (key: RefKey, from: RefKey): void => {
    watched.set(key, (watched.get(key) ?? new Set()).add(from));
  };
  for (const change of component) {
    if (change.kind !== 'update' || change.cause === 'drift') continue;
    if (change.ref.kind === 'backendService') watch(change.key, change.key);
    if (change.ref.kind !== 'urlMap') continue;
    const before = routesOf(change.before);
    const served = new Set(before.values());
    for (const [route, service] of routesOf(change.after)) {
      const from = before.get(route);
      // With one more route it has more to do.
      if (from === undefined && served.has(service)) watch(service, service);
      if (from !== undefined && from !== service) watch(service, from);
    }
  }
  return sortedEntries(watched).map(([key, from]) => ({ key, from: [...from].sort() }));
}
