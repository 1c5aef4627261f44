// A local copy of one kind of object, kept fresh by list and watch: what the controllers decide from.
import { type Clock, sleep } from '../clock.ts';
import { type BackOff, delayAfter } from './back-off.ts';
import type { KubeClient, KubeObject } from './kube-client.ts';

export interface Watched<T extends KubeObject> {
  /** Resolves when the first list has arrived; before that "not here" does not mean "does not exist". */
  readonly synced: Promise<void>;
  get(key: string): T | undefined;
  values(): readonly T[];
  /** Calls `fn` with the object after each change; with its last known form after a deletion. */
  onChange(fn: (object: T) => void): void;
  /** Follows the server until the signal aborts; never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

// client-go's reflector waits this long between attempts.
const RECONNECT: BackOff = { first: 800, most: 30_000 };

/** `namespace/name`, or the bare name for objects of the cluster. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Watches the collection at `path` (all namespaces). Nothing is read before `run`. */
export function createWatched<T extends KubeObject>(client: KubeClient, clock: Clock, path: string): Watched<T> {
  const objects = new Map<string, T>();
  const listeners: ((object: T) => void)[] = [];
  const { promise: synced, resolve: markSynced } = Promise.withResolvers<void>();
  let failures = 0;
  const notify = (object: T): void => {
    for (const listener of listeners) listener(object);
  };

  const relist = async (): Promise<string> => {
    const { items, resourceVersion } = await client.list<T>(path);
    const fresh = new Map(items.map((item) => [keyOf(item), item]));
    const gone = [...objects].filter(([key]) => !fresh.has(key)).map(([, object]) => object);
    objects.clear();
    for (const [key, object] of fresh) objects.set(key, object);
    markSynced();
    for (const object of [...gone, ...fresh.values()]) notify(object);
    return resourceVersion;
  };

  const follow = async (resourceVersion: string, signal: AbortSignal): Promise<void> => {
    for await (const event of client.watch<T>(path, resourceVersion, signal)) {
      if (event.type === 'ERROR') return;
      failures = 0;
      if (event.type === 'BOOKMARK') continue;
      if (event.type === 'DELETED') objects.delete(keyOf(event.object));
      else objects.set(keyOf(event.object), event.object);
      notify(event.object);
    }
  };

  return {
    synced,
    get: (key) => objects.get(key),
    values: () => [...objects.values()],
    onChange: (fn) => void listeners.push(fn),
    async run(signal) {
      while (!signal.aborted) {
        // Whatever ends it (server down, compacted version, broken stream), a new list after a pause mends it.
        await relist()
          .then((resourceVersion) => follow(resourceVersion, signal))
          .catch(() => undefined);
        failures += 1;
        await sleep(clock, delayAfter(RECONNECT, failures), signal).catch(() => undefined);
      }
    },
  };
}
