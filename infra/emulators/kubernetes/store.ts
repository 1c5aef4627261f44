// The objects of one cluster and the history of their changes; the one place that hands out resource versions.
import { type KubeObject, withMetadata } from './object.ts';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resourceVersion: number;
  readonly group: string;
  readonly plural: string;
  readonly object: KubeObject;
  /** What stood before a MODIFIED or DELETED. */
  readonly previous?: KubeObject;
}

/** Which collection, whatever the version it is asked in. */
export interface Collection {
  readonly group: string;
  readonly plural: string;
}

export interface Store {
  readonly resourceVersion: number;
  /** Oldest resource version from which a watch can still start. */
  readonly compactedVersion: number;
  get(collection: Collection, namespace: string | undefined, name: string): KubeObject | undefined;
  /** Sorted by namespace, then name. */
  list(collection: Collection, namespace?: string): readonly KubeObject[];
  /** Every object in a namespace, of any collection. */
  inNamespace(namespace: string): readonly { readonly collection: Collection; readonly object: KubeObject }[];
  /** Stores the object under a new resource version and returns it as stored. */
  put(collection: Collection, object: KubeObject): KubeObject;
  /** Removes the object; the DELETED change carries it with a new resource version. */
  remove(collection: Collection, object: KubeObject): void;
  changesSince(resourceVersion: number): readonly Change[];
  /** Forgets every change up to now, as etcd does when its history is compacted. */
  compact(): void;
  /** Called after each change; the returned function ends it. */
  subscribe(listener: (change: Change) => void): () => void;
}

/** `history`: how many changes are kept for watches before they count as compacted. */
export function createStore(history: number): Store {
  const collections = new Map<string, { readonly collection: Collection; readonly objects: Map<string, KubeObject> }>();
  const changes: Change[] = [];
  const listeners = new Set<(change: Change) => void>();
  let resourceVersion = 1;
  let compactedVersion = 1;

  const objectsOf = (collection: Collection): Map<string, KubeObject> => {
    const key = `${collection.group}/${collection.plural}`;
    const known = collections.get(key) ?? { collection, objects: new Map<string, KubeObject>() };
    collections.set(key, known);
    return known.objects;
  };
  const record = (change: Change): void => {
    changes.push(change);
    if (changes.length > history) compactedVersion = changes.shift()?.resourceVersion ?? compactedVersion;
    for (const listener of listeners) listener(change);
  };

  return {
    get resourceVersion() {
      return resourceVersion;
    },
    get compactedVersion() {
      return compactedVersion;
    },
    get: (collection, namespace, name) => objectsOf(collection).get(keyOf(namespace, name)),
    list: (collection, namespace) =>
      [...objectsOf(collection)]
        .filter(([, object]) => namespace === undefined || object.metadata.namespace === namespace)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, object]) => object),
    inNamespace: (namespace) =>
      [...collections.values()].flatMap(({ collection, objects }) =>
        [...objects.values()]
          .filter((object) => object.metadata.namespace === namespace)
          .map((object) => ({ collection, object })),
      ),
    put(collection, object) {
      resourceVersion += 1;
      const stored = withMetadata(object, { resourceVersion: String(resourceVersion) });
      const objects = objectsOf(collection);
      const key = keyOf(object.metadata.namespace, object.metadata.name);
      const previous = objects.get(key);
      objects.set(key, stored);
      const type = previous === undefined ? 'ADDED' : 'MODIFIED';
      record({ type, resourceVersion, ...collectionOf(collection), object: stored, ...(previous ? { previous } : {}) });
      return stored;
    },
    remove(collection, object) {
      const objects = objectsOf(collection);
      const key = keyOf(object.metadata.namespace, object.metadata.name);
      const previous = objects.get(key);
      if (previous === undefined) return;
      objects.delete(key);
      resourceVersion += 1;
      const last = withMetadata(object, { resourceVersion: String(resourceVersion) });
      record({ type: 'DELETED', resourceVersion, ...collectionOf(collection), object: last, previous });
    },
    changesSince: (since) => changes.filter((change) => change.resourceVersion > since),
    compact() {
      changes.length = 0;
      compactedVersion = resourceVersion;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function collectionOf({ group, plural }: Collection): Collection {
  return { group, plural };
}
