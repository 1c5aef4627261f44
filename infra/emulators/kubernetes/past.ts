// What a replica that lags behind still shows: each object, and each list, before its last change.
import type { KubeObject } from './object.ts';
import type { Collection, Store } from './store.ts';

/** What stood in an object's place; undefined when nothing did. */
interface Before {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly object: KubeObject | undefined;
}

/** The store, watched, and a view for reads: an object before its last change, a list before the last change in it. */
export function withPast(live: Store): { readonly store: Store; readonly past: Store } {
  const objects = new Map<string, Before>();
  const lists = new Map<string, Before>();

  function remember(collection: Collection, { metadata }: KubeObject): void {
    const { name, namespace } = metadata;
    const before = { name, namespace, object: live.get(collection, namespace, name) };
    objects.set(objectKey(collection, namespace, name), before);
    // A list of one namespace and a list of all have different last changes.
    lists.set(listKey(collection, namespace), before);
    lists.set(listKey(collection), before);
  }

  const store = over(live, {
    put(collection, object) {
      remember(collection, object);
      return live.put(collection, object);
    },
    remove(collection, object) {
      remember(collection, object);
      live.remove(collection, object);
    },
  });
  const past = over(live, {
    get(collection, namespace, name) {
      const before = objects.get(objectKey(collection, namespace, name));
      return before === undefined ? live.get(collection, namespace, name) : before.object;
    },
    list(collection, namespace) {
      const now = live.list(collection, namespace);
      const before = lists.get(listKey(collection, namespace));
      if (before === undefined) return now;
      const others = now.filter(
        ({ metadata }) => metadata.name !== before.name || metadata.namespace !== before.namespace,
      );
      return before.object === undefined ? others : [...others, before.object].sort(byKey);
    },
  });
  return { store, past };
}

/** The store with some methods of its own. Not a spread: that would freeze the versions, which are getters. */
function over(store: Store, own: Partial<Store>): Store {
  return Object.assign(Object.create(store) as Store, own);
}

function objectKey({ group, plural }: Collection, namespace: string | undefined, name: string): string {
  return `${group}/${plural}/${namespace ?? ''}/${name}`;
}

function listKey({ group, plural }: Collection, namespace?: string): string {
  return `${group}/${plural}/${namespace ?? '*'}`;
}

function byKey(one: KubeObject, other: KubeObject): number {
  const [a, b] = [one, other].map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
