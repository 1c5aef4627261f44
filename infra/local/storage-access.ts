// What each identity may do in the local buckets: the table of the deployment as grants.
import { COLLECTIONS, IDENTITIES, type Identity } from '../deploy/contract.ts';
import type { Access, Grant } from '../emulators/storage/index.ts';
import { BUCKETS, PERSON, PROJECT, TOKENS } from './layout.ts';

export function storageAccess(): Access {
  return new Map(IDENTITIES.map((identity) => [TOKENS[identity], grantsOf(identity)]));
}

/** Bearer token → the account that it is of: people have addresses, functions have service accounts. */
export function identities(): ReadonlyMap<string, string> {
  return new Map(IDENTITIES.map((identity) => [TOKENS[identity], accountOf(identity)]));
}

function accountOf(name: Identity): string {
  return name === 'person' ? PERSON : `rangelight-${name}@${PROJECT}.iam.gserviceaccount.com`;
}

function grantsOf(name: Identity): readonly Grant[] {
  const identity = accountOf(name);
  const read = name === 'person' ? (['state', 'release', 'audit'] as const) : (['state', 'release'] as const);
  const reads = read.map((bucket) => ({
    identity,
    bucket: BUCKETS[bucket],
    prefix: '',
    permissions: ['get', 'list'] as const,
  }));
  const writes = COLLECTIONS.filter(({ writers }) => writers.includes(name)).map(({ bucket, collection }) => ({
    identity,
    bucket: BUCKETS[bucket],
    prefix: `${collection}/`,
    // Records of what people did are added to, and never changed.
    permissions: bucket === 'audit' ? (['create'] as const) : (['create', 'delete'] as const),
  }));
  return [...reads, ...writes];
}
