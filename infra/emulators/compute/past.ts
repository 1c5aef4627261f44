// What a reader that lags behind still sees: each resource, and each collection, before its last change.
import { collectionOf } from './references.ts';
import type { Store, Stored } from './store.ts';

/**
 * The store, watched, and a view for reads: one resource before its last change, a list before the last change in it.
 */
export function withPast(live: Store): { readonly store: Store; readonly past: Store } {
  const resources = new Map<string, Stored | undefined>();
  const lastChanged = new Map<string, string>();

  function remember(path: string): void {
    resources.set(path, live.get(path));
    lastChanged.set(collectionOf(path), path);
  }

  const get = (path: string): Stored | undefined => (resources.has(path) ? resources.get(path) : live.get(path));
  return {
    store: {
      ...live,
      put(stored) {
        remember(stored.path);
        live.put(stored);
      },
      remove(path) {
        remember(path);
        live.remove(path);
      },
    },
    past: {
      ...live,
      get,
      list(collection) {
        const changed = lastChanged.get(collection);
        const now = live.list(collection);
        if (changed === undefined) return now;
        const before = get(changed);
        const others = now.filter(({ path }) => path !== changed);
        return before === undefined ? others : [...others, before].sort((a, b) => (a.path < b.path ? -1 : 1));
      },
    },
  };
}
