// The Bucket port over @google-cloud/storage. Its own retries are off, everywhere: a download that retries ends the
// process (googleapis/google-cloud-node#8670), and a write without a precondition turns retries off for the instance.
import { Storage } from '@google-cloud/storage';
import { RangelightError } from '../../core/index.ts';
import type { Bucket, StoredText } from '../../ports/index.ts';
import { untilAborted } from '../calls/index.ts';
import { asAuthClient, type TokenSource } from '../google-auth/index.ts';
import { storageFailure, isObjectMissing } from './failures.ts';
import { generationOf, readText } from './read-text.ts';

export interface BucketOptions {
  readonly bucket: string;
  readonly projectId: string;
  /** `http://HOST:PORT` of another server than Google's, without a path. */
  readonly endpoint?: string;
  /** Absent: the environment's credentials; at an `endpoint`, none. */
  readonly auth?: TokenSource;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

/** The objects of one bucket. Never retries: see `withRetries`. */
export function createBucket(options: BucketOptions): Bucket {
  const { auth, endpoint, projectId, callTimeoutMs } = options;
  const storage = new Storage({
    projectId,
    retryOptions: { autoRetry: false },
    timeout: callTimeoutMs,
    ...(endpoint === undefined ? {} : { apiEndpoint: endpoint }),
    // At another endpoint than Google's the library sends no token unless it is told to.
    ...(auth === undefined ? {} : { authClient: asAuthClient(auth), useAuthWithCustomEndpoint: true }),
  });
  const bucket = storage.bucket(options.bucket);

  const call = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    signal.throwIfAborted();
    const within = AbortSignal.any([signal, AbortSignal.timeout(2 * callTimeoutMs)]);
    try {
      return await untilAborted(work(), within);
    } catch (error) {
      signal.throwIfAborted();
      throw storageFailure(error);
    }
  };

  /** Undefined when absent. */
  const orAbsent = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
    try {
      return await call(work, signal);
    } catch (error) {
      if (error instanceof RangelightError && isObjectMissing(error.cause)) return undefined;
      throw error;
    }
  };

  return {
    async read(key, signal): Promise<StoredText | undefined> {
      return orAbsent(() => readText(bucket.file(key)), signal);
    },

    async write(key, text, generation, signal) {
      const file = bucket.file(key);
      await call(
        () =>
          file.save(text, {
            resumable: false,
            contentType: 'application/json',
            preconditionOpts: { ifGenerationMatch: generation },
          }),
        signal,
      );
      return generationOf(file.metadata.generation);
    },

    async writtenAt(key, generation, signal) {
      const file = bucket.file(key, { generation });
      const found = await orAbsent(() => file.getMetadata(), signal);
      return found === undefined ? undefined : timeOf(found[0].updated);
    },

    async list(prefix, signal) {
      const [files] = await call(() => bucket.getFiles({ prefix, fields: 'items(name),nextPageToken' }), signal);
      return files.map((file) => file.name).sort();
    },

    async remove(key, generation, signal) {
      await orAbsent(() => bucket.file(key).delete({ ifGenerationMatch: generation }), signal);
    },
  };
}

function timeOf(updated: string | undefined): number {
  const time = Date.parse(updated ?? '');
  if (!Number.isNaN(time)) return time;
  throw new RangelightError('unexpected', 'storage', 'Cloud Storage answered an object without its time');
}
