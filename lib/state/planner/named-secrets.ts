// Which Secrets the head or a pull request names. The planner, which may not read them, writes that down, and drift
// reads them.
import type { SecretKey } from '../../fleet/index.ts';
import { documentKind } from '../document/document.ts';
import { count, flag, listOf, name, object, optional, time, yes } from '../document/shape.ts';

export interface NamedSecrets {
  /** Sorted, at least one. */
  readonly secrets: readonly SecretKey[];
  /** Absent for the head. */
  readonly pullRequest?: number;
  /** When it was planned, milliseconds since the epoch. */
  readonly at: number;
  /** Whether its plan waits for a Secret of which nothing is known. */
  readonly waits: boolean;
  /** Its plan says why one of them could not be read. */
  readonly told?: true;
}

/** Of the head: `head`; of a pull request: `pull-7`. */
export const namedSecrets = documentKind<NamedSecrets, [fleet: string, origin: string]>({
  name: 'named-secrets',
  bucket: 'state',
  collection: 'named-secrets',
  writers: ['planner', 'drift'],
  shape: object<NamedSecrets>({
    secrets: listOf(name),
    pullRequest: optional(count),
    at: time,
    waits: flag,
    told: optional(yes),
  }),
});
