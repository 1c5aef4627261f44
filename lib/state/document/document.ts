// A kind of document: what it is called, in which bucket and under which keys it lies, who writes it, and what it must
// look like. Whoever reads one gets a value of its type, or hears that it is absent or damaged; nothing is believed
// unchecked.
import pLimit from 'p-limit';
import { canonicalJson, isFailure } from '../../core/index.ts';
import type { Kinds } from '../../model/index.ts';
import type { BucketName, Store } from '../../ports/index.ts';
import { contentReader, schemaName } from './content.ts';
import { type Damage, damagedFailure, notWritten, unlessRaced } from './damage.ts';
import { createNewer, byNewerWords, overwriteFailure } from './newer.ts';
import { createReadings, type SaidInDocument } from './readings.ts';
import type { Shape } from './shape.ts';

/** Who may write: the functions by their names, and a person with the command line. */
export type Writer = 'planner' | 'worker' | 'drift' | 'reporter' | 'person';

const CONCURRENCY = 8;
const MOST_ATTEMPTS = 10;

export interface Stored<T> {
  readonly value: T;
  readonly generation: string;
}

export type DocumentReading<T> = { readonly found: Stored<T> | undefined } | { readonly damage: Damage };

/** One document, whether it is there or not. */
export interface Place<T> {
  readonly bucket: BucketName;
  readonly key: string;
  /** Never fails for what the document holds. */
  look(store: Store, signal: AbortSignal): Promise<DocumentReading<T>>;
  /** Undefined when absent. Fails with `damaged`. */
  read(store: Store, signal: AbortSignal): Promise<Stored<T> | undefined>;
  /**
   * @param generation what it replaces; '0' creates only.
   * Fails with `precondition` when the document is at another generation, with `damaged` when that generation was read
   * as one of a newer version, and with `unexpected`, before anything is sent, for a value that would be damage when it
   * is read.
   */
  write(store: Store, value: T, generation: string, signal: AbortSignal): Promise<Stored<T>>;
  /**
   * Writes it unless one that can be used, or one of a newer version, is there: for what is named by its content, or
   * said once.
   */
  create(store: Store, value: T, signal: AbortSignal): Promise<void>;
  /**
   * Changes it, again and again while others change it too.
   * @param next what it becomes of what is there; `undefined` in: it is absent or damaged; out: it stays.
   * Fails with `precondition` when others are faster all the time, and with `damaged` for one of a newer version.
   */
  update(store: Store, next: (current: T | undefined) => T | undefined, signal: AbortSignal): Promise<void>;
  /** Fails with `precondition`, and with `damaged` as `write` does; an absent document is fine. */
  remove(store: Store, generation: string, signal: AbortSignal): Promise<void>;
  /**
   * Takes it away, whatever it holds; what somebody writes at that moment stays, and so does one of a newer version.
   */
  drop(store: Store, signal: AbortSignal): Promise<void>;
  /** When a generation was written, milliseconds since the epoch; undefined when it is not there any more. */
  writtenAt(store: Store, generation: string, signal: AbortSignal): Promise<number | undefined>;
}

/** Documents of one kind that were found together. */
export interface Several<T> {
  readonly found: readonly (Stored<T> & { readonly key: string })[];
  readonly damaged: readonly Damage[];
}

export interface DocumentKind<T, K extends readonly (string | number)[]> {
  /** `head`: part of the schema's name. */
  readonly name: string;
  readonly bucket: BucketName;
  /** What its keys begin with, without the slash: rights are given by it. */
  readonly collection: string;
  readonly writers: readonly Writer[];
  readonly shape: Shape<T>;
  at(...key: K): Place<T>;
  /** Every document whose key begins with these parts, by key. */
  list(store: Store, key: Partial<K>, signal: AbortSignal): Promise<Several<T>>;
  /** Keys of those documents, without reading them: the parts after the collection, without their ending. */
  keys(store: Store, key: Partial<K>, signal: AbortSignal): Promise<readonly (readonly string[])[]>;
  /** The parts of a key of this kind; undefined for any other key. */
  partsOf(key: string): readonly string[] | undefined;
}

export interface DocumentOptions<T> {
  readonly name: string;
  readonly bucket: BucketName;
  readonly collection: string;
  readonly writers: readonly Writer[];
  readonly shape: Shape<T>;
  /** What no schema can say; part of a sentence when it is wrong. `parts` are those of the key. */
  readonly check?: (value: T, parts: readonly string[]) => string | undefined;
  /**
   * One of a newer version is written over: nothing is lost with it, because it is named by its content or over with
   * its time.
   */
  readonly isReplaceable?: true;
}

const EXTENSION = '.json';

const readings = createReadings();

/** Makes a kind of document; `K` are the parts of its keys. */
export function documentKind<T, K extends readonly (string | number)[]>(
  options: DocumentOptions<T>,
): DocumentKind<T, K> {
  const { name, bucket, collection, writers, shape, check, isReplaceable } = options;
  // A person's word takes the place of the one before, whoever wrote that down.
  const mayReplace = isReplaceable ?? bucket === 'release';
  const schema = schemaName(name);
  const contentIn = contentReader(shape, schema);
  const newer = createNewer();

  function valueIn(text: string, parts: readonly string[], kinds: Kinds): SaidInDocument<T> {
    return readings.of([bucket, collection, ...parts].join('/'), text, kinds, () => {
      const content = contentIn(text, kinds);
      const wrong = 'value' in content ? check?.(content.value, parts) : undefined;
      return wrong === undefined ? content : { why: wrong };
    });
  }

  function place(key: string): Place<T> {
    const parts = partsOf(key) ?? [];
    const it: Place<T> = {
      bucket,
      key,
      async look(store, signal) {
        const stored = await store[bucket].read(key, signal);
        if (stored === undefined) return { found: undefined };
        const { generation } = stored;
        const reading = valueIn(stored.text, parts, store.kinds);
        if ('value' in reading) return { found: { value: reading.value, generation } };
        const isNewer = !mayReplace && reading.isNewer === true;
        const why = reading.isNewer === true ? byNewerWords(reading.why) : reading.why;
        const damage = { bucket, key, why, generation, isNewer };
        if (isNewer) newer.note(store[bucket], damage);
        return { damage };
      },
      async read(store, signal) {
        const reading = await it.look(store, signal);
        if ('damage' in reading) throw damagedFailure(reading.damage);
        return reading.found;
      },
      async write(store, value, generation, signal) {
        newer.refuse(store[bucket], key, generation);
        const written = canonicalJson({ ...value, schema });
        const check = valueIn(written, parts, store.kinds);
        if ('why' in check) throw notWritten(it, check.why);
        return { value, generation: await store[bucket].write(key, written, generation, signal) };
      },
      async create(store, value, signal) {
        const reading = await it.look(store, signal);
        if ('damage' in reading ? reading.damage.isNewer : reading.found !== undefined) return;
        await unlessRaced(it.write(store, value, 'damage' in reading ? reading.damage.generation : '0', signal));
      },
      async update(store, next, signal) {
        for (let attempt = 1; ; attempt += 1) {
          const reading = await it.look(store, signal);
          if ('damage' in reading && reading.damage.isNewer) throw overwriteFailure(reading.damage);
          const value = next('found' in reading ? reading.found?.value : undefined);
          if (value === undefined) return;
          const generation = 'damage' in reading ? reading.damage.generation : reading.found?.generation;
          try {
            await it.write(store, value, generation ?? '0', signal);
            return;
          } catch (error) {
            if (!isFailure(error, 'precondition') || attempt >= MOST_ATTEMPTS) throw error;
          }
        }
      },
      async remove(store, generation, signal) {
        newer.refuse(store[bucket], key, generation);
        await store[bucket].remove(key, generation, signal);
      },
      async drop(store, signal) {
        const stored = await store[bucket].read(key, signal);
        if (stored === undefined) return;
        const said = valueIn(stored.text, parts, store.kinds);
        const stays = !mayReplace && 'why' in said && said.isNewer === true;
        if (!stays) await unlessRaced(store[bucket].remove(key, stored.generation, signal));
      },
      writtenAt: (store, generation, signal) => store[bucket].writtenAt(key, generation, signal),
    };
    return it;
  }

  function partsOf(key: string): readonly string[] | undefined {
    const [first = '', ...parts] = key.split('/');
    if (first !== collection || !key.endsWith(EXTENSION)) return undefined;
    const decoded = parts.map((part, index) =>
      decodedPart(index === parts.length - 1 ? part.slice(0, -EXTENSION.length) : part),
    );
    return decoded.every((part) => part !== undefined) ? decoded : undefined;
  }

  const prefixOf = (parts: readonly (string | number | undefined)[]): string =>
    `${[collection, ...parts.map((part) => encodeURIComponent(part ?? ''))].join('/')}/`;

  const kind: DocumentKind<T, K> = {
    name,
    bucket,
    collection,
    writers,
    shape,
    at: (...parts) => place(prefixOf(parts).slice(0, -1) + EXTENSION),
    async keys(store, parts, signal) {
      const found = await store[bucket].list(prefixOf(parts), signal);
      return found.flatMap((key) => {
        const named = partsOf(key);
        return named === undefined ? [] : [named];
      });
    },
    async list(store, parts, signal) {
      const limit = pLimit(CONCURRENCY);
      const there = await store[bucket].list(prefixOf(parts), signal);
      const keys = there.filter((key) => partsOf(key) !== undefined);
      const readings = await Promise.all(
        keys.map((key) => limit(async () => ({ key, reading: await place(key).look(store, signal) }))),
      );
      return {
        found: readings.flatMap(({ key, reading }) =>
          'found' in reading && reading.found !== undefined ? [{ key, ...reading.found }] : [],
        ),
        damaged: readings.flatMap(({ reading }) => ('damage' in reading ? [reading.damage] : [])),
      };
    },
    partsOf,
  };
  return kind;
}

/** Undefined for what no key of a document holds: somebody else put the object there. */
function decodedPart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
