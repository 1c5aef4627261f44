// What a collection held at an earlier resource version, undone from what it holds now.
import type { KubeObject } from './object.ts';
import type { Collection, Store } from './store.ts';

/** Sorted by namespace, then name; undefined for a version whose changes are no longer kept. */
export function stateAt(
  store: Store,
  collection: Collection,
  namespace: string | undefined,
  resourceVersion: number,
): readonly KubeObject[] | undefined {
  if (resourceVersion >= store.resourceVersion) return store.list(collection, namespace);
  if (resourceVersion < store.compactedVersion) return undefined;
  const objects = new Map(store.list(collection, namespace).map((object) => [keyOf(object), object]));
  const later = store
    .changesSince(resourceVersion)
    .filter(
      ({ group, plural, object }) =>
        group === collection.group &&
        plural === collection.plural &&
        (namespace === undefined || object.metadata.namespace === namespace),
    );
  for (const { object, previous } of later.toReversed()) {
    if (previous === undefined) objects.delete(keyOf(object));
    else objects.set(keyOf(object), previous);
  }
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
