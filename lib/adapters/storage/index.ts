// State documents in a Cloud Storage bucket, every write conditional on a generation.
// In: a bucket. Out: the StateStore port. May import: core, ports, calls, google-auth.
export type { StateStoreOptions } from './state-store.ts';
export { createStateStore } from './state-store.ts';
export { withRetries } from './with-retries.ts';
export { withMemory } from './with-memory.ts';
