// The documents of the buckets, a file each in the folder of who writes them first: type, keys, writers, and what
// they must look like. What all documents share is in document/.
// In: values of those types, and buckets. Out: the same, checked; what is damaged is told apart from what is absent.
import type { Store } from '../ports/index.ts';
import type { Several, Writer } from './document/document.ts';
import * as kinds from './kinds.ts';

export type { Act, ActRecord, SetAside } from './people/act.ts';
export type { Answer } from './reporter/answer.ts';
export type { Approval } from './people/approval.ts';
export type { CommitRecord } from './planner/commit-record.ts';
export type { DeadLetter } from './worker/dead-letter.ts';
export type { Damage } from './document/damage.ts';
export type { Place, DocumentReading, Several, Stored } from './document/document.ts';
export { schemaName } from './document/content.ts';
export { desiredAt, desiredIn, type DesiredPlace, keeperOfDesired } from './planner/desired-at.ts';
export { documentOptions, withKindsInlined } from './document/kind-schemas.ts';
export type { DrainEnd, DrainOutcome } from './worker/drain-outcome.ts';
export { type DrainWord, LONGEST_DRAIN_MS } from './people/drain-word.ts';
export type { Drift, EndpointAge } from './drift/drift.ts';
export type { Finished } from './worker/finished.ts';
export type { ForcedPush } from './planner/forced-push.ts';
export type { Head } from './planner/head.ts';
export { entriesIn, entryNumber } from './worker/journal-entry.ts';
export type { KeptWord } from './reporter/kept-word.ts';
export type { Freeze } from './people/freeze.ts';
export type { Lease } from './worker/lease.ts';
export type { MergedPull, MergeInFleet } from './reporter/merged-pull.ts';
export type { NamedSecrets } from './planner/named-secrets.ts';
export type { OpenPull } from './planner/open-pull.ts';
export { type OpenRun, type OpenRuns, runsIn } from './worker/open-run.ts';
export type { FleetOwner } from './planner/owner.ts';
export { type Pause, WHOLE_FLEET } from './people/pause.ts';
export type { PersonsPin, Pin } from './people/pin.ts';
export type { Retirement, Retirements } from './worker/retirements.ts';
export type { ShownRollback } from './reporter/shown-rollback.ts';
export { LONGEST_GAP_MS, type Stop, type Stops } from './drift/stops.ts';
export type { Sighting, Sightings } from './drift/sightings.ts';
export type { DamagedDocument, Troubles } from './drift/troubles.ts';
export type { ReplanTurns } from './planner/replan-turns.ts';
export type { Unfollowed } from './planner/unfollowed.ts';
export type { Vouch } from './people/vouch.ts';
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
