// Texts in a Cloud Storage bucket, every write conditional on a generation.
// In: a bucket's name. Out: the Bucket port.
export type { BucketOptions } from './bucket.ts';
export { createBucket } from './bucket.ts';
export { withRetries } from './with-retries.ts';
export { withMemory } from './with-memory.ts';
