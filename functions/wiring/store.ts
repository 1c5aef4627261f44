// The three buckets, made from the configuration.
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { createBucket, withMemory, withRetries } from '../../lib/adapters/storage/index.ts';
import type { PrivateConfig } from '../../lib/config/index.ts';
import type { Bucket, Store } from '../../lib/ports/index.ts';
import { journalEntries } from '../../lib/state/index.ts';
import { tokenSource } from './credentials.ts';
import { KINDS } from './kinds.ts';

export function store(config: PrivateConfig): Store {
  return {
    kinds: KINDS,
    // Entries of journals never change: each is fetched once.
    state: withMemory(bucket(config, config.bucket), (key) => journalEntries.partsOf(key) !== undefined),
    release: bucket(config, config.releaseBucket),
    audit: bucket(config, config.auditBucket),
  };
}

function bucket(config: PrivateConfig, name: string): Bucket {
  const { storage } = config.endpoints;
  const plain = createBucket({
    bucket: name,
    projectId: config.project,
    callTimeoutMs: config.callTimeoutSeconds * 1000,
    ...(storage === undefined ? {} : { endpoint: storage }),
    // Without one a server of somebody else's is asked without credentials.
    ...(storage === undefined || config.accessToken !== undefined ? { auth: tokenSource(config) } : {}),
  });
  return withRetries(plain, systemClock, Math.random);
}
