// The documents of the buckets, a file each: type, keys, who writes it, and what it must look like.
// In: values of those types, and buckets. Out: the same, checked; what is damaged is told apart from what is absent.
// May import: core, fleet, model, diff, plan, execute, ports.
import { acts } from './act.ts';
import { answers } from './answer.ts';
import { appliedStates } from './applied.ts';
import { approvals } from './approval.ts';
import { commitRecords } from './commit-record.ts';
import { deadLetters } from './dead-letter.ts';
import { deliveries } from './delivery.ts';
import { desiredStates } from './desired.ts';
import type { Writer } from './document.ts';
import { drifts } from './drift.ts';
import { factsByDigest, latestFacts } from './facts.ts';
import { finishedRevisions } from './finished.ts';
import { followWords } from './follow-word.ts';
import { forcedPushes } from './forced-push.ts';
import { heads } from './head.ts';
import { journalEntries } from './journal-entry.ts';
import { leases } from './lease.ts';
import { namedSecrets } from './named-secrets.ts';
import { openPulls } from './open-pull.ts';
import { openRuns } from './open-run.ts';
import { owners } from './owner.ts';
import { pauses } from './pause.ts';
import { pins, rollbacks } from './pin.ts';
import { plans } from './plan.ts';
import { policyWords } from './policy-word.ts';
import { revisions } from './revision.ts';
import { troubles } from './troubles.ts';
import { unfollowed } from './unfollowed.ts';
import { vouches } from './vouch.ts';

export type { Act, ActRecord, SetAside } from './act.ts';
export type { Answer } from './answer.ts';
export type { Approval } from './approval.ts';
export type { CommitRecord } from './commit-record.ts';
export type { DeadLetter } from './dead-letter.ts';
export type { Damage, Place, Reading, Several, Stored, Writer } from './document.ts';
export { schemaName } from './content.ts';
export { damagedFailure } from './document.ts';
export type { Drift, EndpointAge } from './drift.ts';
export type { Finished } from './finished.ts';
export type { FollowWord } from './follow-word.ts';
export type { ForcedPush } from './forced-push.ts';
export type { Head } from './head.ts';
export { entryNumber } from './journal-entry.ts';
export type { Lease } from './lease.ts';
export type { NamedSecrets } from './named-secrets.ts';
export type { OpenPull } from './open-pull.ts';
export type { OpenRun } from './open-run.ts';
export type { Owner } from './owner.ts';
export { type Pause, WHOLE_FLEET } from './pause.ts';
export type { Pin } from './pin.ts';
export type { PolicyWord } from './policy-word.ts';
export type { DamagedDocument, Troubles } from './troubles.ts';
export type { Unfollowed } from './unfollowed.ts';
export type { Vouch } from './vouch.ts';
export {
  acts,
  answers,
  appliedStates,
  approvals,
  commitRecords,
  deadLetters,
  deliveries,
  desiredStates,
  drifts,
  factsByDigest,
  finishedRevisions,
  followWords,
  forcedPushes,
  heads,
  journalEntries,
  latestFacts,
  leases,
  namedSecrets,
  openPulls,
  openRuns,
  owners,
  pauses,
  pins,
  plans,
  policyWords,
  revisions,
  rollbacks,
  troubles,
  unfollowed,
  vouches,
};

/** Every kind of document: which keys of which bucket it has, and who writes it. */
export const DOCUMENTS: readonly {
  readonly name: string;
  readonly bucket: 'state' | 'release' | 'audit';
  readonly collection: string;
  readonly writers: readonly Writer[];
  readonly shape: { readonly schema: object };
}[] = [
  acts,
  answers,
  appliedStates,
  approvals,
  commitRecords,
  deadLetters,
  deliveries,
  desiredStates,
  drifts,
  factsByDigest,
  finishedRevisions,
  followWords,
  forcedPushes,
  heads,
  journalEntries,
  latestFacts,
  leases,
  namedSecrets,
  openPulls,
  openRuns,
  owners,
  pauses,
  pins,
  plans,
  policyWords,
  revisions,
  rollbacks,
  troubles,
  unfollowed,
  vouches,
];
