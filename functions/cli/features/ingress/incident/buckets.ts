// The buckets of a replay, in memory: generations and preconditions as Cloud Storage has them.
import { RangelightError } from '../../../../../lib/core/index.ts';
import type { Bucket, Clock, Store } from '../../../../../lib/ports/index.ts';
import { KINDS } from '../../../../wiring/kinds.ts';

interface Entry {
  readonly text: string;
  readonly generation: string;
  readonly writtenAt: number;
}

export function bucketsInMemory(clock: Pick<Clock, 'now'>): Store {
  let writes = 0;
  const bucket = (): Bucket => {
    const entries = new Map<string, Entry>();
    const mustBeAt = (key: string, generation: string): void => {
      const stands = entries.get(key)?.generation ?? '0';
      if (stands === generation) return;
      throw new RangelightError('precondition', 'storage', `${key} is at generation ${stands}, not ${generation}`);
    };
    return {
      async read(key, signal) {
        await turn(signal);
        const entry = entries.get(key);
        return entry && { text: entry.text, generation: entry.generation };
      },
      async write(key, text, generation, signal) {
        await turn(signal);
        mustBeAt(key, generation);
        writes += 1;
        entries.set(key, { text, generation: String(writes), writtenAt: clock.now() });
        return String(writes);
      },
      async writtenAt(key, generation, signal) {
        await turn(signal);
        const entry = entries.get(key);
        return entry?.generation === generation ? entry.writtenAt : undefined;
      },
      async list(prefix, signal) {
        await turn(signal);
        return [...entries.keys()].filter((key) => key.startsWith(prefix)).sort();
      },
      async remove(key, generation, signal) {
        await turn(signal);
        if (!entries.has(key)) return;
        mustBeAt(key, generation);
        entries.delete(key);
      },
    };
  };
  return { kinds: KINDS, state: bucket(), release: bucket(), audit: bucket() };
}

/** Others get one, as they would while a request travels. */
async function turn(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await Promise.resolve();
}
