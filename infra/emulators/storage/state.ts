// Buckets and objects, and the only functions that change them.
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import type { BucketSettings } from './bucket-settings.ts';
import { notFound, StorageError } from './errors.ts';
import { mergeMetadata, type ObjectMetadata } from './object-metadata.ts';
import { checkPreconditions } from './preconditions.ts';
import { createWriteRate } from './write-rate.ts';

export interface StoredObject {
  readonly bucket: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly generation: bigint;
  readonly metageneration: bigint;
  /** Emulated milliseconds since the epoch. */
  readonly timeCreated: number;
  readonly updated: number;
  readonly metadata: ObjectMetadata;
}

export interface StoredBucket {
  readonly name: string;
  readonly timeCreated: number;
  readonly settings: BucketSettings;
  /** By object name. */
  readonly objects: Map<string, StoredObject>;
}

export interface StorageState {
  buckets(): readonly StoredBucket[];
  /** Throws 404 notFound. */
  bucket(name: string): StoredBucket;
  /** Throws 409 conflict when the name is taken. */
  addBucket(name: string, settings?: BucketSettings): StoredBucket;
  /** The object as a read with this query sees it. Throws 404, 412, 304. */
  read(bucket: string, name: string, query: URLSearchParams): StoredObject;
  /** Creates or replaces the object. Throws 404 (bucket), 412, 429. */
  write(bucket: string, name: string, content: ObjectContent, query: URLSearchParams): StoredObject;
  /** Throws 404, 412, 429. */
  patch(bucket: string, name: string, patch: ObjectMetadata, query: URLSearchParams): StoredObject;
  /** Throws 404, 412, 429. */
  remove(bucket: string, name: string, query: URLSearchParams): void;
}

export interface ObjectContent {
  readonly bytes: Uint8Array;
  readonly metadata: ObjectMetadata;
}

export interface StorageStateOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly writesPerSecondPerObject: number;
  readonly writeBurstPerObject: number;
}

export function createStorageState(options: StorageStateOptions): StorageState {
  const { clock, random } = options;
  const byName = new Map<string, StoredBucket>();
  const rate = createWriteRate(clock, options.writesPerSecondPerObject, options.writeBurstPerObject);
  let lastGeneration = 0n;

  // Real generations look like microseconds since the epoch; only their growth is promised.
  const nextGeneration = (): bigint => {
    const stamp = BigInt(Math.floor(clock.now())) * 1000n + BigInt(random.integer(0, 999));
    lastGeneration = stamp > lastGeneration ? stamp : lastGeneration + 1n;
    return lastGeneration;
  };

  const bucket = (name: string): StoredBucket => {
    const found = byName.get(name);
    if (found === undefined) throw new StorageError(404, 'notFound', 'The specified bucket does not exist.');
    return found;
  };

  // A bucket without versioning keeps only the live generation, so any other one is absent.
  const live = (bucketName: string, name: string, query: URLSearchParams): StoredObject => {
    const found = bucket(bucketName).objects.get(name);
    const asked = query.get('generation');
    if (found === undefined || (asked !== null && asked !== String(found.generation))) {
      throw notFound(`${bucketName}/${name}`);
    }
    return found;
  };

  const takeWrite = (bucketName: string, name: string): void => {
    if (rate.take(`${bucketName}/${name}`)) return;
    const message = `The object ${bucketName}/${name} exceeded the rate limit for object mutation operations (create, update, and delete). Please reduce your request rate.`;
    throw new StorageError(429, 'rateLimitExceeded', message);
  };

  return {
    buckets: () => [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    bucket,
    addBucket(name, settings = {}) {
      if (byName.has(name)) {
        throw new StorageError(
          409,
          'conflict',
          'Your previous request to create the named bucket succeeded and you already own it.',
        );
      }
      const added: StoredBucket = { name, timeCreated: clock.now(), settings, objects: new Map() };
      byName.set(name, added);
      return added;
    },
    read(bucketName, name, query) {
      const found = live(bucketName, name, query);
      checkPreconditions(query, found, 'read');
      return found;
    },
    write(bucketName, name, content, query) {
      const { objects } = bucket(bucketName);
      checkPreconditions(query, objects.get(name), 'write');
      takeWrite(bucketName, name);
      const now = clock.now();
      const versions = { generation: nextGeneration(), metageneration: 1n, timeCreated: now, updated: now };
      const written: StoredObject = { bucket: bucketName, name, ...content, ...versions };
      objects.set(name, written);
      return written;
    },
    patch(bucketName, name, patch, query) {
      const found = live(bucketName, name, query);
      checkPreconditions(query, found, 'write');
      takeWrite(bucketName, name);
      const metadata = mergeMetadata(found.metadata, patch);
      const patched = { ...found, metadata, metageneration: found.metageneration + 1n, updated: clock.now() };
      bucket(bucketName).objects.set(name, patched);
      return patched;
    },
    remove(bucketName, name, query) {
      checkPreconditions(query, live(bucketName, name, query), 'write');
      takeWrite(bucketName, name);
      bucket(bucketName).objects.delete(name);
    },
  };
}
