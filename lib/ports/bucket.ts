// Texts with generations (Cloud Storage), in one bucket. Every write that can race names the generation that it
// replaces.
import type { Kinds } from '../model/index.ts';

export interface StoredText {
  readonly text: string;
  readonly generation: string;
}

export interface Bucket {
  /** Undefined when absent. */
  read(key: string, signal: AbortSignal): Promise<StoredText | undefined>;
  /**
   * @param generation what it replaces; '0' creates only.
   * @returns the new generation.
   * Fails with `precondition` when the object is at another generation, `denied` where the caller may not write.
   */
  write(key: string, text: string, generation: string, signal: AbortSignal): Promise<string>;
  /**
   * When a generation was written, by Cloud Storage's own clock: milliseconds since the epoch. Leases are judged by it.
   * Undefined when the object is gone or at another generation.
   */
  writtenAt(key: string, generation: string, signal: AbortSignal): Promise<number | undefined>;
  /** Keys that begin with `prefix`, sorted. */
  list(prefix: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Fails with `precondition`; an absent object is fine. */
  remove(key: string, generation: string, signal: AbortSignal): Promise<void>;
}

/** By what they hold. What releases a plan lies apart, so that no function that plans or writes may write it. */
export interface Buckets {
  readonly state: Bucket;
  readonly release: Bucket;
  readonly audit: Bucket;
}

export type BucketName = keyof Buckets;

export interface Store extends Buckets {
  /** What the documents in them may speak of. */
  readonly kinds: Kinds;
}
