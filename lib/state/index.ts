// The documents of the buckets, a file each: type, keys, who writes it, and what it must look like.
// In: values of those types, and buckets. Out: the same, checked; what is damaged is told apart from what is absent.
import type { Store } from '../ports/index.ts';
import type { Several, Writer } from './document.ts';
import * as kinds from './kinds.ts';

export type { Act, ActRecord, SetAside } from './act.ts';
export type { Answer } from './answer.ts';
export type { Approval } from './approval.ts';
export type { CommitRecord } from './commit-record.ts';
export type { DeadLetter } from './dead-letter.ts';
export type { Damage, Place, DocumentReading, Several, Stored } from './document.ts';
export { schemaName } from './content.ts';
export { desiredAt, desiredIn, type DesiredPlace, keeperOfDesired } from './desired-at.ts';
export { documentOptions, withKindsInlined } from './kind-schemas.ts';
export type { Drift, EndpointAge } from './drift.ts';
export type { Finished } from './finished.ts';
export type { ForcedPush } from './forced-push.ts';
export type { Head } from './head.ts';
export { entryNumber } from './journal-entry.ts';
export type { KeptWord } from './kept-word.ts';
export type { Freeze } from './freeze.ts';
export type { Lease } from './lease.ts';
export type { MergedPull, MergeInFleet } from './merged-pull.ts';
export type { NamedSecrets } from './named-secrets.ts';
export type { OpenPull } from './open-pull.ts';
export { type OpenRun, type OpenRuns, runsIn } from './open-run.ts';
export type { FleetOwner } from './owner.ts';
export { type Pause, WHOLE_FLEET } from './pause.ts';
export type { PersonsPin, Pin } from './pin.ts';
export type { Retirement, Retirements } from './retirements.ts';
export type { ShownRollback } from './shown-rollback.ts';
export { LONGEST_GAP_MS, type Stop, type Stops } from './stops.ts';
export type { Sighting, Sightings } from './sightings.ts';
export type { DamagedDocument, Troubles } from './troubles.ts';
export type { ReplanTurns } from './replan-turns.ts';
export type { Unfollowed } from './unfollowed.ts';
export type { Vouch } from './vouch.ts';
export * from './kinds.ts';

/** Every kind of document: which keys of which bucket it has, and who writes it. */
export const DOCUMENTS: readonly {
  readonly name: string;
  readonly bucket: 'state' | 'release' | 'audit';
  readonly collection: string;
  readonly writers: readonly Writer[];
  readonly shape: { readonly schema: object };
  list(store: Store, key: [], signal: AbortSignal): Promise<Several<unknown>>;
}[] = Object.values(kinds);
