// The small documents of the state, beside plans, revisions and journals. May import: core, diff, fleet, plan.
import type { Diagnostic } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import type { Fleet } from '../fleet/index.ts';
import type { Origin } from '../plan/index.ts';
import type { EndpointAge } from './endpoint-age.ts';

/** The revision that the planner last took as the branch's head. Changed by compare-and-swap only. */
export interface Head {
  readonly seq: number;
  readonly commit: string;
  readonly fleet: Fleet;
  /** `at` of the last forced push that counted. */
  readonly forcedAt?: number;
}

/** That the branch was forced from one commit to another. */
export interface ForcedPush {
  readonly before: string;
  readonly after: string;
  /** When it was heard, milliseconds since the epoch. */
  readonly at: number;
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

/** What a unit's resources differ in from what we last wrote, and whose endpoints are not kept up to date. */
export interface Drift {
  readonly unit: string;
  readonly commit: string;
  readonly healing: boolean;
  readonly changes: readonly Change[];
  /** Absent when all endpoints are up to date. */
  readonly endpoints?: EndpointAge;
  /** Nobody has heard of it yet. */
  readonly untold?: true;
}

/** What a commit holds that is planned, for one purpose: one check run tells of all of it. */
export interface CommitRecord {
  readonly commit: string;
  /** Of the branch, without a number: each fleet counts its own. */
  readonly origin: Origin;
  /** Ref of a merge group. */
  readonly ref?: string;
  /** Sorted; none when there is nothing to plan. */
  readonly fleets: readonly string[];
  /** Of fleet files that are not known as any fleet's. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A pull request that is open, as GitHub last told it. */
export interface OpenPull {
  readonly number: number;
  readonly head: string;
  readonly draft: boolean;
  /** Heads that a forced push replaced, oldest first, and what by. */
  readonly superseded: readonly { readonly commit: string; readonly by: string }[];
}

/** The word of somebody who may write to the repository for one commit of a stranger's. */
export interface Vouch {
  readonly number: number;
  readonly commit: string;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
