// Documents of the state bucket, or of the one that releases plans, that are lost, or hold what nobody here wrote: one,
// all of a kind, or all together.
import type { Random } from '../../../infra/emulators/kit/random.ts';
import type { MemoryBucket, MemoryStore } from '../../fakes/memory-store.ts';
import { pick } from './pick.ts';

/** What became of how many documents, in words, and which collections they are of. */
export interface Harm {
  readonly kind: string;
  readonly met: readonly string[];
  readonly told: string;
  /** The documents that it met. */
  readonly keys?: readonly string[];
}

const WAYS = ['lost', 'cut short', '{}', '[]', 'of version 1', 'another document'] as const;
type Way = (typeof WAYS)[number];

/** How often it meets people's words, where there are any. */
const RELEASE_SHARE = 0.2;

/** Undefined where nothing is stored yet. */
export function harmDocuments(random: Random, { state, release }: MemoryStore): Harm | undefined {
  const bucket = random.next() < RELEASE_SHARE && release.keys().length > 0 ? release : state;
  const keys = bucket.keys();
  if (keys.length === 0) return undefined;
  const way = pick(random, WAYS);
  const collections = [...new Set(keys.map(collectionOf))];
  // By collection first: of some there are hundreds of documents, of others one.
  const collection = pick(random, collections);
  const inIt = keys.filter((key) => collectionOf(key) === collection);
  const dice = random.next();
  const chosen = dice < 0.6 ? [pick(random, inIt)] : dice < 0.8 ? inIt : keys;
  for (const key of chosen) harm(random, bucket, key, way, state);
  const what = chosen.length === 1 ? chosen[0] : dice < 0.8 ? `all of ${collection}` : 'all documents';
  return { kind: way, met: [...new Set(chosen.map(collectionOf))], told: `${way}: ${what}`, keys: chosen };
}

function harm(random: Random, bucket: MemoryBucket, key: string, way: Way, others: MemoryBucket): void {
  const text = bucket.textOf(key) ?? '';
  switch (way) {
    case 'lost':
      return bucket.drop(key);
    case 'cut short':
      return bucket.put(key, text.slice(0, random.integer(0, Math.max(0, text.length - 1))));
    case '{}':
    case '[]':
      return bucket.put(key, way);
    case 'of version 1':
      return bucket.put(key, text.replace(/("schema":"rangelight\/[a-z-]+\/v)\d+"/, '$11"'));
    case 'another document':
      return bucket.put(key, others.textOf(pick(random, others.keys())) ?? '');
  }
}

export function collectionOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
