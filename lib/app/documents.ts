// The small documents of the state, beside plans, revisions and journals. May import: diff, fleet, model.
import type { Change } from '../diff/index.ts';
import type { Fleet } from '../fleet/index.ts';

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
  /** A person stopped the unit, or without `unit` the fleet; `until` in milliseconds since the epoch, or until somebody resumes. */
  readonly paused?: { readonly unit?: string; readonly until?: number };
}

/** Who may write to a unit. Judged by Cloud Storage's `updated`, never by a worker's own clock. */
export interface Lease {
  readonly holder: string;
  readonly seq: number;
  /** Milliseconds that it lasts from its `updated`. */
  readonly duration: number;
}

/** What a unit's resources differ in from what we last wrote. */
export interface Drift {
  readonly unit: string;
  readonly commit: string;
  readonly healing: boolean;
  readonly changes: readonly Change[];
}
