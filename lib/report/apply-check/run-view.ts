// Where the run of one unit stands, as a report needs it: digested, so that nothing here folds a journal.
import type { Failure } from '../../core/index.ts';
import type { AppliedState } from '../../model/index.ts';
import type { Output } from '../part.ts';

export type RunStage =
  /** No worker has begun. `frozen`: who froze the fleet, until when and why. */
  | { readonly type: 'queued'; readonly frozen?: string }
  | { readonly type: 'running' }
  /** Nothing can go on before `until`, milliseconds since the epoch. */
  | { readonly type: 'waiting'; readonly until: number; readonly reason: string }
  /** By a person; the `unit`, or without one the whole fleet. `reason` says who, why and until when. */
  | { readonly type: 'paused'; readonly unit?: string; readonly reason: string }
  | { readonly type: 'ended'; readonly result: AppliedState['result']; readonly message: string };

export interface RunView {
  readonly unit: string;
  /** Digest of the plan of the revision that it is shown for; absent: the unit has one plan, or none. */
  readonly plan?: string;
  /** Absent while queued. */
  readonly runId?: string;
  readonly stage: RunStage;
  readonly steps: { readonly done: number; readonly total: number };
  /** Steps that had something to write. */
  readonly wrote: number;
  /** What it made and what stands of its unit, sorted by whose it is. */
  readonly outputs: readonly Output[];
  /** Steps that failed and are not tried again. */
  readonly failures: readonly { readonly step: string; readonly failure: Failure }[];
}
