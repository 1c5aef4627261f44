// Cloud Storage JSON API over in-memory buckets: what @google-cloud/storage needs with `apiEndpoint`. See BEHAVIOR.md.
// May import: kit, the other files of this folder.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import { errorResponse, StorageError } from './errors.ts';
import { route } from './routes.ts';
import { createStorageState } from './state.ts';

export interface StorageEmulatorOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Buckets that exist from the start. */
  readonly buckets: readonly string[];
  /** Writes to one object name that come back per emulated second; default 1. */
  readonly writesPerSecondPerObject?: number;
  /** Writes to one object name that pass at once before 429; default 3. */
  readonly writeBurstPerObject?: number;
}

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
  /** What a bucket holds, by name, without a request. Throws StorageError 404 for an unknown bucket. */
  objects(bucket: string): readonly ObjectSummary[];
}

/** An empty store with the given buckets. */
export function createStorageEmulator(options: StorageEmulatorOptions): StorageEmulator {
  const { clock, random } = options;
  const journal = createJournal();
  const faults = createFaults(clock);
  const state = createStorageState({
    clock,
    random,
    writesPerSecondPerObject: options.writesPerSecondPerObject ?? 1,
    writeBurstPerObject: options.writeBurstPerObject ?? 3,
  });
  for (const name of options.buckets) state.addBucket(name);

  const answer = async (request: Request): Promise<Response> => {
    try {
      return await route(request, state);
    } catch (error) {
      if (error instanceof StorageError) return errorResponse(error);
      throw error;
    }
  };

  return {
    journal,
    faults,
    async handler(request) {
      const { pathname, search } = new URL(request.url);
      const path = pathname + search;
      const { method } = request;
      const response = (await faults.meet(method, path)) ?? (await answer(request));
      journal.record({ at: clock.now(), method, path, status: response.status, mutation: method !== 'GET' });
      return response;
    },
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
