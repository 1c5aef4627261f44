// Remembers objects that are written once and never changed, such as the entries of a journal: who comes back for the
// newest ones does not fetch the old ones again, nor what it wrote itself.
import type { Bucket, StoredText } from '../../ports/index.ts';

/** Objects kept at most; the oldest go first. */
const MOST = 5_000;

/** @param isConstant whether a key's object never changes once it is there. */
export function withMemory(bucket: Bucket, isConstant: (key: string) => boolean): Bucket {
  const known = new Map<string, StoredText>();
  const remember = (key: string, stored: StoredText): void => {
    if (!isConstant(key)) return;
    known.set(key, stored);
    for (const oldest of known.keys()) {
      if (known.size <= MOST) break;
      known.delete(oldest);
    }
  };
  return {
    ...bucket,
    async read(key, signal) {
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered;
      const found = await bucket.read(key, signal);
      if (found !== undefined) remember(key, found);
      return found;
    },
    async write(key, text, generation, signal) {
      const written = await bucket.write(key, text, generation, signal);
      remember(key, { text, generation: written });
      return written;
    },
  };
}
