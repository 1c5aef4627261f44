// Who did what, when and why: one record per act of a person, created and never changed. May import: ports.
import type { StateStore } from '../ports/index.ts';
import { keys } from './state-keys.ts';

/** In place of a fleet's name, for what is done to none of them. */
export const ALL_FLEETS = '_';

/** A person, or whatever acts for one: `cli alice@example.com`, `github alice`. */
export interface Act {
  readonly by: string;
  readonly reason: string;
}

export interface AuditRecord extends Act {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly action: 'pause' | 'resume' | 'approve' | 'roll-back' | 'replay' | 'vouch';
  /** What it was done to: a unit, a plan's digest, a message, a pull request's commit. */
  readonly subject: string;
}

/** Written before the act itself: an act without a record is worse than a record of an act that failed. */
export async function recordAct(
  store: StateStore,
  fleet: string,
  record: AuditRecord,
  signal: AbortSignal,
): Promise<void> {
  for (let number = 0; ; number += 1) {
    const key = keys.audit(fleet, record.at, record.action, number);
    // Two acts of one kind in the same millisecond are two records.
    if ((await store.read(key, signal)) !== undefined) continue;
    await store.write(key, record, '0', signal);
    return;
  }
}
