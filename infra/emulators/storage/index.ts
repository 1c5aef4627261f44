// Cloud Storage JSON API over in-memory buckets: what @google-cloud/storage needs with `apiEndpoint`. See BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createFront } from '../kit/front.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import type { Access } from './access.ts';
import type { BucketSettings } from './bucket-settings.ts';
import { cut } from './cut-lists.ts';
import { errorResponse, StorageError } from './errors.ts';
import { latencies } from './latencies.ts';
import { refuse } from './refuse.ts';
import { route } from './routes.ts';
import { createStorageState } from './state.ts';

export interface StorageEmulatorOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Buckets that exist from the start. */
  readonly buckets: readonly string[];
  /** How some of them keep what is in them. */
  readonly settings?: ReadonlyMap<string, BucketSettings>;
  /** What each bearer token may do; absent: authorization is not looked at. */
  readonly access?: Access;
  /** Writes to one object name that come back per emulated second; default 1. */
  readonly writesPerSecondPerObject?: number;
  /** Writes to one object name that pass at once before 429; default 3. */
  readonly writeBurstPerObject?: number;
  /** How long answers take; default `instant`. */
  readonly latency?: LatencyProfile;
}

export type { BucketBinding, BucketSettings } from './bucket-settings.ts';
export type { Access, Grant, ObjectPermission } from './access.ts';

export interface ObjectSummary {
  readonly name: string;
  readonly generation: string;
  /** Bytes. */
  readonly size: number;
  /** RFC 3339, emulated time. */
  readonly updated: string;
}

export interface StorageEmulator {
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /** What a bucket holds, by name, without a request. Throws StorageError 404 for an unknown bucket. */
  objects(bucket: string): readonly ObjectSummary[];
}

/** An empty store with the given buckets. */
export function createStorageEmulator(options: StorageEmulatorOptions): StorageEmulator {
  const { clock, random } = options;
  const journal = createJournal();
  const faults = createFaults(['short-list']);
  const state = createStorageState({
    clock,
    random,
    writesPerSecondPerObject: options.writesPerSecondPerObject ?? 1,
    writeBurstPerObject: options.writeBurstPerObject ?? 3,
  });
  const latency = createLatency(latencies, random, options.latency);
  for (const name of options.buckets) state.addBucket(name, options.settings?.get(name));

  const answer = async (request: Request): Promise<Response> => {
    try {
      return await route(request, state, options.access);
    } catch (error) {
      if (error instanceof StorageError) return errorResponse(error);
      throw error;
    }
  };

  return {
    journal,
    faults,
    latency,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method) => method !== 'GET',
      refuse,
      cut,
      handle: answer,
    }),
    objects: (bucket) =>
      [...state.bucket(bucket).objects.values()]
        .map((object) => ({
          name: object.name,
          generation: String(object.generation),
          size: object.bytes.byteLength,
          updated: new Date(object.updated).toISOString(),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
