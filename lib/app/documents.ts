// The small documents of the state, beside plans, revisions and journals. May import: diff, fleet, model.
import type { Change } from '../diff/index.ts';
import type { Fleet } from '../fleet/index.ts';
import type { EndpointAge } from './endpoint-age.ts';

/** The revision that the planner last took as the branch's head. Changed by compare-and-swap only. */
export interface Head {
  readonly seq: number;
  readonly commit: string;
  readonly fleet: Fleet;
}

/** The last revision whose every unit came to an end: its policy is in force. */
export interface Finished {
  readonly seq: number;
  readonly commit: string;
  readonly fleet: Fleet;
}

/** A run that has not ended. `wakeAt` in milliseconds since the epoch. */
export interface Open {
  readonly runId: string;
  readonly seq: number;
  readonly commit: string;
  readonly plan: string;
  readonly desired: string;
  readonly wakeAt: number;
  readonly reason: string;
}

/** Who may write to a unit. Judged by Cloud Storage's `updated`, never by a worker's own clock. */
export interface Lease {
  readonly holder: string;
  readonly seq: number;
  /** Milliseconds that it lasts from its `updated`. */
  readonly duration: number;
}

/** What a unit's resources differ in from what we last wrote, and whose endpoints are not kept up to date. */
export interface Drift {
  readonly unit: string;
  readonly commit: string;
  readonly healing: boolean;
  readonly changes: readonly Change[];
  /** Absent when all endpoints are up to date. */
  readonly endpoints?: EndpointAge;
}
