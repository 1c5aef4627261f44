// The buckets in memory: generations, preconditions and times as Cloud Storage has them.
import { RangelightError } from '../../lib/core/index.ts';
import type { Bucket, BucketName, Clock, Store, StoredText } from '../../lib/ports/index.ts';
import { KINDS } from '../../functions/wiring/kinds.ts';
import type { Kinds } from '../../lib/model/index.ts';

export interface MemoryBucket extends Bucket {
  keys(): readonly string[];
  /** Puts a text there as it is, or takes it away, without a call: damage, or another program. */
  put(key: string, text: string): void;
  drop(key: string): void;
  /** What is stored there now; undefined when nothing is. */
  textOf(key: string): string | undefined;
}

export interface MemoryStore extends Store {
  readonly state: MemoryBucket;
  readonly release: MemoryBucket;
  readonly audit: MemoryBucket;
  /** Every write and removal that took effect, in order. */
  readonly changes: readonly { readonly type: 'write' | 'remove'; readonly bucket: BucketName; readonly key: string }[];
  /** Of all buckets. */
  keys(): readonly string[];
  /** Key → document of everything that is stored, sorted by key; copies. What is no JSON is a text. */
  contents(): Readonly<Record<string, unknown>>;
  /** Runs before each call; throw a RangelightError in it to let the call fail. Undefined: no hook. */
  before: ((call: StoreCall, key: string, bucket: BucketName) => void) | undefined;
}

export type StoreCall = 'read' | 'write' | 'list' | 'remove';

interface Entry extends StoredText {
  readonly writtenAt: number;
}

export function createMemoryStore(clock: Pick<Clock, 'now'>, kinds: Kinds = KINDS): MemoryStore {
  const changes: { type: 'write' | 'remove'; bucket: BucketName; key: string }[] = [];
  let lastGeneration = 0;

  function createBucket(name: BucketName): MemoryBucket & { readonly entries: ReadonlyMap<string, Entry> } {
    const entries = new Map<string, Entry>();

    function mustBeAt(key: string, generation: string): void {
      const current = entries.get(key)?.generation ?? '0';
      if (current === generation) return;
      throw new RangelightError('precondition', 'storage', `${key} is at generation ${current}, not ${generation}`);
    }

    async function begin(call: StoreCall, key: string, signal: AbortSignal): Promise<void> {
      signal.throwIfAborted();
      // Others get a turn, as they would while a request travels.
      await Promise.resolve();
      store.before?.(call, key, name);
    }

    function set(key: string, text: string): string {
      lastGeneration += 1;
      entries.set(key, { text, generation: String(lastGeneration), writtenAt: clock.now() });
      return String(lastGeneration);
    }

    return {
      entries,
      keys: () => [...entries.keys()],
      put: (key, text) => void set(key, text),
      drop: (key) => void entries.delete(key),
      textOf: (key) => entries.get(key)?.text,
      async read(key, signal) {
        await begin('read', key, signal);
        const entry = entries.get(key);
        return entry && { text: entry.text, generation: entry.generation };
      },
      async write(key, text, generation, signal) {
        await begin('write', key, signal);
        mustBeAt(key, generation);
        changes.push({ type: 'write', bucket: name, key });
        return set(key, text);
      },
      async writtenAt(key, generation, signal) {
        await begin('read', key, signal);
        const entry = entries.get(key);
        return entry?.generation === generation ? entry.writtenAt : undefined;
      },
      async list(prefix, signal) {
        await begin('list', prefix, signal);
        return [...entries.keys()].filter((key) => key.startsWith(prefix)).sort();
      },
      async remove(key, generation, signal) {
        await begin('remove', key, signal);
        if (!entries.has(key)) return;
        mustBeAt(key, generation);
        entries.delete(key);
        changes.push({ type: 'remove', bucket: name, key });
      },
    };
  }

  const [state, release, audit] = [createBucket('state'), createBucket('release'), createBucket('audit')];
  const store: MemoryStore = {
    kinds,
    state,
    release,
    audit,
    changes,
    before: undefined,
    keys: () => [state, release, audit].flatMap((bucket) => bucket.keys()),
    contents() {
      const all = [state, release, audit].flatMap(({ entries }) => [...entries]);
      return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { text }]) => [key, jsonOr(text)]));
    },
  };
  return store;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
