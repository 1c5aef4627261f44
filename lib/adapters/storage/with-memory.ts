// Remembers documents that are written once and never changed, such as the entries of a journal: who comes back for the
// newest ones does not fetch the old ones again, nor what it wrote itself. May import: core, ports.
import type { StateStore, Stored } from '../../ports/index.ts';

/** Documents kept at most; the oldest go first. */
const MOST = 5_000;

/** @param isConstant whether a key's document never changes once it is there. */
export function withMemory(store: StateStore, isConstant: (key: string) => boolean): StateStore {
  const known = new Map<string, Stored<unknown>>();
  const remember = (key: string, stored: Stored<unknown>): void => {
    if (!isConstant(key)) return;
    known.set(key, stored);
    for (const oldest of known.keys()) {
      if (known.size <= MOST) break;
      known.delete(oldest);
    }
  };
  return {
    ...store,
    async read<T>(key: string, signal: AbortSignal): Promise<Stored<T> | undefined> {
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered as Stored<T>;
      const found = await store.read<T>(key, signal);
      if (found !== undefined) remember(key, found);
      return found;
    },
    async write<T>(key: string, value: T, generation: string, signal: AbortSignal): Promise<Stored<T>> {
      const stored = await store.write(key, value, generation, signal);
      remember(key, stored);
      return stored;
    },
  };
}
