// Documents of the state bucket that are lost, or hold what nobody here wrote: one, all of a kind, or all together.
// May import: emulators/kit, test/fakes, its own folder.
import type { Random } from '../../../infra/emulators/kit/random.ts';
import type { MemoryStore } from '../../fakes/memory-store.ts';
import { pick } from './pick.ts';

/** What became of how many documents, in words, and which collections they are of. */
export interface Harm {
  readonly kind: string;
  readonly met: readonly string[];
  readonly told: string;
}

const WAYS = ['lost', 'cut short', '{}', '[]', 'of version 1', 'another document'] as const;
type Way = (typeof WAYS)[number];

/** Undefined where nothing is stored yet. */
export function harmDocuments(random: Random, { state }: MemoryStore): Harm | undefined {
  const keys = state.keys();
  if (keys.length === 0) return undefined;
  const way = pick(random, WAYS);
  const collections = [...new Set(keys.map(collectionOf))];
  // By collection first: of some there are hundreds of documents, of others one.
  const collection = pick(random, collections);
  const inIt = keys.filter((key) => collectionOf(key) === collection);
  const dice = random.next();
  const chosen = dice < 0.6 ? [pick(random, inIt)] : dice < 0.8 ? inIt : keys;
  for (const key of chosen) harm(random, state, key, way);
  const what = chosen.length === 1 ? chosen[0] : dice < 0.8 ? `all of ${collection}` : 'all documents';
  return { kind: way, met: [...new Set(chosen.map(collectionOf))], told: `${way}: ${what}` };
}

function harm(random: Random, state: MemoryStore['state'], key: string, way: Way): void {
  const text = state.textOf(key) ?? '';
  switch (way) {
    case 'lost':
      return state.drop(key);
    case 'cut short':
      return state.put(key, text.slice(0, random.integer(0, Math.max(0, text.length - 1))));
    case '{}':
    case '[]':
      return state.put(key, way);
    case 'of version 1':
      return state.put(key, text.replace(/("schema":"rangelight\/[a-z-]+\/v)\d+"/, '$11"'));
    case 'another document':
      return state.put(key, state.textOf(pick(random, state.keys())) ?? '');
  }
}

export function collectionOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
