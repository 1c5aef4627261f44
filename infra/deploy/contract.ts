// Who may write which documents of the buckets: what the Terraform module grants, and what the local Cloud Storage enforces. A
// test holds it equal to what each document says of itself in lib/state. A data table.

/** The functions that have an identity of their own, and people with the command line. The webhook reads and writes nothing. */
export const IDENTITIES = ['planner', 'worker', 'drift', 'reporter', 'person'] as const;

export type Identity = (typeof IDENTITIES)[number];

/** By bucket: `state`, `release` (what releases a plan), `audit` (what people did). */
export type BucketName = 'state' | 'release' | 'audit';

export interface Collection {
  readonly bucket: BucketName;
  /** What the names of its objects begin with, before a slash. */
  readonly collection: string;
  readonly writers: readonly Identity[];
}

/** By collection. Everybody in IDENTITIES may read `state` and `release`; people may read `audit`, to which is only added. */
export const COLLECTIONS: readonly Collection[] = [
  { bucket: 'audit', collection: 'acts', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'approvals', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'follows', writers: ['reporter'] },
  { bucket: 'release', collection: 'freezes', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'pauses', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'pins', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'policies', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'vouches', writers: ['reporter', 'person'] },
  { bucket: 'state', collection: 'answers', writers: ['reporter'] },
  { bucket: 'state', collection: 'applied', writers: ['worker'] },
  { bucket: 'state', collection: 'commits', writers: ['planner'] },
  { bucket: 'state', collection: 'dead-letters', writers: ['planner', 'worker', 'drift', 'reporter', 'person'] },
  { bucket: 'state', collection: 'deliveries', writers: ['planner'] },
  { bucket: 'state', collection: 'desired', writers: ['planner'] },
  { bucket: 'state', collection: 'drift', writers: ['drift'] },
  { bucket: 'state', collection: 'facts', writers: ['planner', 'drift'] },
  { bucket: 'state', collection: 'finished', writers: ['worker', 'drift'] },
  { bucket: 'state', collection: 'forced-pushes', writers: ['planner'] },
  { bucket: 'state', collection: 'heads', writers: ['planner'] },
  { bucket: 'state', collection: 'kept-words', writers: ['reporter'] },
  { bucket: 'state', collection: 'latest-facts', writers: ['planner', 'drift'] },
  { bucket: 'state', collection: 'leases', writers: ['worker'] },
  { bucket: 'state', collection: 'merged-pulls', writers: ['reporter'] },
  { bucket: 'state', collection: 'named-secrets', writers: ['planner', 'drift'] },
  { bucket: 'state', collection: 'open', writers: ['worker'] },
  { bucket: 'state', collection: 'owners', writers: ['planner'] },
  { bucket: 'state', collection: 'plans', writers: ['planner', 'drift'] },
  { bucket: 'state', collection: 'pulls', writers: ['planner'] },
  { bucket: 'state', collection: 'replan-turns', writers: ['planner'] },
  { bucket: 'state', collection: 'revisions', writers: ['planner'] },
  { bucket: 'state', collection: 'rollbacks', writers: ['worker'] },
  { bucket: 'state', collection: 'runs', writers: ['worker'] },
  { bucket: 'state', collection: 'shown-rollbacks', writers: ['reporter'] },
  { bucket: 'state', collection: 'stops', writers: ['drift'] },
  { bucket: 'state', collection: 'sightings', writers: ['drift'] },
  { bucket: 'state', collection: 'troubles', writers: ['drift'] },
  { bucket: 'state', collection: 'unfollowed', writers: ['planner'] },
];
