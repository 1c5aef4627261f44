// Who may write which documents: each function gets the store through its own rights, by the table that the Terraform
// module grants from. What another one may write it is denied, as Cloud Storage does.
import { COLLECTIONS, type Identity } from '../../../infra/deploy/contract.ts';
import { RangelightError } from '../../../lib/core/index.ts';
import type { Bucket, BucketName, Store } from '../../../lib/ports/index.ts';

/** A write or removal that was denied. */
export interface Denial {
  readonly by: Identity;
  readonly bucket: BucketName;
  readonly key: string;
}

/**
 * @param denied told of each refusal: nobody asks for what is not granted, so that each of them is a mistake.
 * @returns the store as that function sees it; what it may not do fails with `denied`.
 */
export function asSeenBy(identity: Identity, store: Store, denied: (denial: Denial) => void): Store {
  const mayWrite = (bucket: BucketName, key: string): boolean =>
    COLLECTIONS.some(
      (one) => one.bucket === bucket && key.startsWith(`${one.collection}/`) && one.writers.includes(identity),
    );
  const view = (bucket: BucketName): Bucket => {
    const all = store[bucket];
    const refuse = (key: string): never => {
      denied({ by: identity, bucket, key });
      throw new RangelightError('denied', 'storage', `${identity} may not do that to ${key} in the ${bucket} bucket`);
    };
    // Only people read what people did; to it is only added.
    const reading =
      <K extends readonly unknown[], T>(call: (key: string, ...rest: K) => Promise<T>) =>
      async (key: string, ...rest: K): Promise<T> =>
        bucket === 'audit' && identity !== 'person' ? refuse(key) : call(key, ...rest);
    return {
      read: reading((...asked: Parameters<Bucket['read']>) => all.read(...asked)),
      list: reading((...asked: Parameters<Bucket['list']>) => all.list(...asked)),
      writtenAt: reading((...asked: Parameters<Bucket['writtenAt']>) => all.writtenAt(...asked)),
      write: async (key, text, generation, signal) =>
        mayWrite(bucket, key) && (bucket !== 'audit' || generation === '0')
          ? all.write(key, text, generation, signal)
          : refuse(key),
      remove: async (key, generation, signal) =>
        mayWrite(bucket, key) && bucket !== 'audit' ? all.remove(key, generation, signal) : refuse(key),
    };
  };
  return { kinds: store.kinds, state: view('state'), release: view('release'), audit: view('audit') };
}
