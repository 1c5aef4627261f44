// The StateStore port over @google-cloud/storage. Its own retries are off, everywhere: a download that retries ends the
// process (googleapis/google-cloud-node#8670), and a write without a precondition turns retries off for the instance.
// May import: core, ports, calls, google-auth.
import { type File, Storage } from '@google-cloud/storage';
import { canonicalJson, RangelightError } from '../../core/index.ts';
import type { StateStore, Stored } from '../../ports/index.ts';
import { untilAborted } from '../calls/index.ts';
import { asAuthClient, type TokenSource } from '../google-auth/index.ts';
import { failureOf, isObjectMissing } from './failures.ts';

export interface StateStoreOptions {
  readonly bucket: string;
  readonly projectId: string;
  /** `http://HOST:PORT` of another server than Google's, without a path. */
  readonly endpoint?: string;
  /** Absent: the environment's credentials; at an `endpoint`, none. */
  readonly auth?: TokenSource;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

/** Between a look at the generation and the download of it, a writer may be faster; more than this is no race. */
const READ_ATTEMPTS = 5;

/** Documents of one bucket. Never retries: see `withRetries`. */
export function createStateStore(options: StateStoreOptions): StateStore {
  const { auth, endpoint, projectId, callTimeoutMs } = options;
  const storage = new Storage({
    projectId,
    retryOptions: { autoRetry: false },
    timeout: callTimeoutMs,
    ...(endpoint === undefined ? {} : { apiEndpoint: endpoint }),
    ...(auth === undefined ? {} : { authClient: asAuthClient(auth) }),
  });
  const bucket = storage.bucket(options.bucket);

  const call = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    signal.throwIfAborted();
    const within = AbortSignal.any([signal, AbortSignal.timeout(2 * callTimeoutMs)]);
    try {
      return await untilAborted(work(), within);
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(error);
    }
  };

  /** Undefined when absent, or when the generation has been replaced in the meantime. */
  const orAbsent = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
    try {
      return await call(work, signal);
    } catch (error) {
      if (error instanceof RangelightError && isObjectMissing(error.cause)) return undefined;
      throw error;
    }
  };

  return {
    async read<T>(key: string, signal: AbortSignal): Promise<Stored<T> | undefined> {
      for (let attempt = 0; attempt < READ_ATTEMPTS; attempt += 1) {
        const latest = bucket.file(key);
        const found = await orAbsent(() => latest.getMetadata(), signal);
        if (found === undefined) return undefined;
        const { generation, updated } = versionOf(latest);
        // The bytes of exactly that generation: value and generation never come from two writes.
        const bytes = await orAbsent(() => bucket.file(key, { generation }).download(), signal);
        if (bytes !== undefined) return { value: parse(key, bytes[0].toString('utf8')) as T, generation, updated };
      }
      throw new RangelightError('unavailable', 'storage', `${key} is being replaced faster than it can be read`);
    },

    async write<T>(key: string, value: T, generation: string, signal: AbortSignal): Promise<Stored<T>> {
      const file = bucket.file(key);
      await call(
        () =>
          file.save(canonicalJson(value), {
            resumable: false,
            contentType: 'application/json',
            preconditionOpts: { ifGenerationMatch: generation },
          }),
        signal,
      );
      return { value, ...versionOf(file) };
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

function versionOf({ metadata }: File): { readonly generation: string; readonly updated: number } {
  const updated = Date.parse(metadata.updated ?? '');
  if (metadata.generation === undefined || Number.isNaN(updated)) {
    throw new RangelightError('unexpected', 'storage', 'Cloud Storage answered an object without generation or time');
  }
  return { generation: String(metadata.generation), updated };
}

function parse(key: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new RangelightError('unexpected', 'storage', `${key} does not hold JSON`, { cause });
  }
}
