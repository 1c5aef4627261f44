// The state store in memory: generations, preconditions and times as Cloud Storage has them.
import { RangelightError } from '../../lib/core/index.ts';
import type { Clock, StateStore, Stored } from '../../lib/ports/index.ts';

export interface MemoryStateStore extends StateStore {
  /** Every write and removal that took effect, in order. */
  readonly changes: readonly { readonly type: 'write' | 'remove'; readonly key: string }[];
  keys(): readonly string[];
  /** Key → value of everything that is stored, sorted by key; copies. */
  contents(): Readonly<Record<string, unknown>>;
  /** Runs before each call; throw a RangelightError in it to let the call fail. Undefined: no hook. */
  before: ((call: 'read' | 'write' | 'list' | 'remove', key: string) => void) | undefined;
}

interface Entry {
  /** As it would travel: what JSON drops is dropped, and nobody shares objects with the store. */
  readonly json: string;
  readonly generation: string;
  readonly writtenAt: number;
}

export function createMemoryStateStore(clock: Pick<Clock, 'now'>): MemoryStateStore {
  const entries = new Map<string, Entry>();
  const changes: { type: 'write' | 'remove'; key: string }[] = [];
  let lastGeneration = 0;

  function mustBeAt(key: string, generation: string): void {
    const current = entries.get(key)?.generation ?? '0';
    if (current === generation) return;
    throw new RangelightError('precondition', 'storage', `${key} is at generation ${current}, not ${generation}`);
  }

  async function begin(call: 'read' | 'write' | 'list' | 'remove', key: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // Others get a turn, as they would while a request travels.
    await Promise.resolve();
    store.before?.(call, key);
  }

  const store: MemoryStateStore = {
    changes,
    before: undefined,
    keys: () => [...entries.keys()],
    contents: () =>
      Object.fromEntries(
        [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, JSON.parse(entry.json)]),
      ),
    async read<T>(key: string, signal: AbortSignal): Promise<Stored<T> | undefined> {
      await begin('read', key, signal);
      const entry = entries.get(key);
      return entry === undefined ? undefined : toStored<T>(entry);
    },
    async write<T>(key: string, value: T, generation: string, signal: AbortSignal): Promise<Stored<T>> {
      await begin('write', key, signal);
      mustBeAt(key, generation);
      lastGeneration += 1;
      const entry = { json: JSON.stringify(value), generation: String(lastGeneration), writtenAt: clock.now() };
      entries.set(key, entry);
      changes.push({ type: 'write', key });
      return toStored<T>(entry);
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
      changes.push({ type: 'remove', key });
    },
  };
  return store;
}

function toStored<T>({ json, generation }: Entry): Stored<T> {
  return { value: JSON.parse(json) as T, generation };
}
