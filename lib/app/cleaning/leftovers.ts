// What of the state is old and referred to by nothing, by collection.
import pLimit from 'p-limit';
import type { Store } from '../../ports/index.ts';
import {
  answers,
  commitRecords,
  deliveries,
  desiredStates,
  factsByDigest,
  journalEntries,
  plans,
  revisions,
} from '../../state/index.ts';
import { addBase, addRevision, addRun, type References, rootsIn } from './references.ts';

const CONCURRENCY = 8;

export interface Leftover {
  /** Of its key. */
  readonly parts: readonly string[];
  readonly key: string;
  readonly generation: string;
}

interface Collected {
  readonly kind: {
    readonly collection: string;
    keys(store: Store, key: [], signal: AbortSignal): Promise<readonly (readonly string[])[]>;
  };
  /** Whether somebody may still read it. @param parts of its key. */
  readonly isMeant: (to: References, parts: readonly string[]) => boolean;
}

/** What refers goes before what it refers to: whoever is interrupted leaves nothing that leads nowhere. */
export const ORDER: readonly Collected[] = [
  { kind: journalEntries, isMeant: ({ runs }, [, , runId = '']) => runs.has(runId) },
  { kind: revisions, isMeant: ({ commits }, [, commit = '']) => commits.has(commit) },
  { kind: commitRecords, isMeant: ({ commits }, [, commit = '']) => commits.has(commit) },
  { kind: plans, isMeant: (to, [, digest = '']) => to.plans.has(digest) },
  { kind: desiredStates, isMeant: (to, [, digest = '']) => to.desired.has(digest) },
  { kind: factsByDigest, isMeant: (to, [, digest = '']) => to.facts.has(digest) },
  // Without the note of a branch's head that would be planned once more.
  { kind: deliveries, isMeant: ({ commits }, [, id = '']) => commits.has(id.replace(/^[a-z]+-/, '')) },
  { kind: answers, isMeant: () => false },
];

/** @param before milliseconds since the epoch: what was written since stays, and so does what it refers to. */
export async function leftovers(
  store: Store,
  before: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Leftover[]>> {
  const references = await rootsIn(store, signal);
  const limit = pLimit(CONCURRENCY);
  const found = new Map<string, readonly Leftover[]>();
  for (const { kind, isMeant } of ORDER) {
    const keys = await kind.keys(store, [], signal);
    const old: Leftover[] = [];
    // Of a run its last entry says when: the others are as old, or older.
    const groups =
      kind.collection === journalEntries.collection
        ? Map.groupBy(keys, (parts) => parts.slice(0, -1).join('/'))
        : undefined;
    const units = groups === undefined ? keys.map((parts) => [parts]) : [...groups.values()];
    await Promise.all(
      units.map((unit) =>
        limit(async () => {
          const last = unit.at(-1) ?? [];
          const isKept =
            isMeant(references, last) || !(await isOld(store, keyOf(kind.collection, last), before, signal));
          if (isKept) return keep(store, references, kind.collection, last, signal);
          // The first entry goes last: what is left of a run that is cleared half-way still begins as one.
          for (const parts of [...unit].reverse()) {
            const key = keyOf(kind.collection, parts);
            const stored = await store.state.read(key, signal);
            if (stored !== undefined) old.push({ parts, key, generation: stored.generation });
          }
          return undefined;
        }),
      ),
    );
    // Of its own collection, something may stand on it that stays.
    found.set(
      kind.collection,
      old.filter(({ parts }) => !isMeant(references, parts)),
    );
  }
  return found;
}

/** Notes what something that stays refers to; the collections of that come later, or are its own. */
async function keep(
  store: Store,
  references: References,
  collection: string,
  parts: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const [fleet = '', second = '', third = ''] = parts;
  if (collection === journalEntries.collection) return addRun(store, references, [fleet, second, third], signal);
  if (collection === desiredStates.collection) return addBase(store, references, [fleet, second], signal);
  if (collection !== revisions.collection) return undefined;
  const reading = await revisions.at(fleet, second, third).look(store, signal);
  if ('found' in reading && reading.found !== undefined) addRevision(references, reading.found.value);
  return undefined;
}

async function isOld(store: Store, key: string, before: number, signal: AbortSignal): Promise<boolean> {
  const stored = await store.state.read(key, signal);
  const at = stored === undefined ? undefined : await store.state.writtenAt(key, stored.generation, signal);
  return at !== undefined && at < before;
}

function keyOf(collection: string, parts: readonly string[]): string {
  return `${[collection, ...parts.map((part) => encodeURIComponent(part))].join('/')}.json`;
}
