// A storage emulator on a free port with the real client in front of it.
import { type Bucket, Storage } from '@google-cloud/storage';
import { type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createStorageEmulator, type StorageEmulator } from '../../../infra/emulators/storage/index.ts';
import { HANGS_MS } from '../../limits.ts';

export interface StorageRig {
  readonly emulator: StorageEmulator;
  readonly clock: VirtualClock;
  readonly bucket: Bucket;
  readonly storage: Storage;
  /** JSON API root of the bucket's objects. */
  readonly objectsUrl: string;
  close(): Promise<void>;
}

/** Bucket `state` on an empty store. Retries are off: the client dies when a download meets a retryable status. */
export async function storageRig(): Promise<StorageRig> {
  const clock = virtualClock();
  const emulator = createStorageEmulator({ clock, random: seededRandom(7), buckets: ['state'] });
  const served = await serve(emulator.handler);
  const storage = new Storage({
    projectId: 'demo',
    apiEndpoint: served.url,
    timeout: HANGS_MS,
    retryOptions: { autoRetry: false },
  });
  const objectsUrl = `${served.url}/storage/v1/b/state/o`;
  return { emulator, clock, storage, bucket: storage.bucket('state'), objectsUrl, close: () => served.close() };
}

/** Uploads text in one request, only if the live generation is `generation` (0: none). */
export function save(bucket: Bucket, name: string, text: string, generation: number | string): Promise<void> {
  return bucket
    .file(name)
    .save(text, { resumable: false, timeout: HANGS_MS, preconditionOpts: { ifGenerationMatch: generation } });
}
