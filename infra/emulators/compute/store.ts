// What exists in the emulated project: resources by canonical path, the endpoints of NEGs, and who watches.
import { collectionOf } from './references.ts';
import type { ComputeResource, NegEndpoint } from './view.ts';

export interface Stored {
  /** Canonical, e.g. `projects/p/global/urlMaps/m`. */
  readonly path: string;
  /** As GET answers it, but references canonical and fields that depend on other resources absent. */
  readonly body: ComputeResource;
  /** Only network endpoint groups have any. */
  readonly endpoints: readonly NegEndpoint[];
  /** Every path that the body refers to. */
  readonly references: readonly string[];
}

export interface Store {
  get(path: string): Stored | undefined;
  /** Every resource of a collection, in all scopes, sorted by path. */
  list(collection: string): readonly Stored[];
  all(): readonly Stored[];
  put(stored: Stored): void;
  remove(path: string): void;
  onChange(listener: () => void): () => void;
}

export function createStore(): Store {
  const resources = new Map<string, Stored>();
  const listeners = new Set<() => void>();
  // Lists are asked for far more often than anything changes: sort once per change.
  let sorted: readonly Stored[] | undefined;
  let collections = new Map<string, readonly Stored[]>();
  const changed = (): void => {
    sorted = undefined;
    collections = new Map();
    for (const listener of listeners) listener();
  };
  const all = (): readonly Stored[] => {
    sorted ??= [...resources.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    return sorted;
  };
  return {
    get: (path) => resources.get(path),
    list(collection) {
      const known = collections.get(collection);
      if (known !== undefined) return known;
      const found = all().filter((stored) => collectionOf(stored.path) === collection);
      collections.set(collection, found);
      return found;
    },
    all,
    put(stored) {
      resources.set(stored.path, stored);
      changed();
    },
    remove(path) {
      resources.delete(path);
      changed();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
