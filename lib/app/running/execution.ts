// What a worker has in hand while it carries out a plan.
import type { Fleet } from '../../fleet/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { RunTask } from '../../ports/index.ts';
import type { RunJournal } from '../records/run-journal.ts';
import type { FirstLook } from './first-look.ts';
import type { Timings } from './steps/index.ts';

export interface WorkerOptions {
  /** Unique per worker process. */
  readonly holder: string;
  /** Milliseconds: how long one invocation may work; it stops starting steps at 80 %. */
  readonly budgetMs: number;
  readonly leaseMs: number;
  readonly callTimeoutMs: number;
  /** How many steps are under way at once, at most. */
  readonly stepsAtOnce: number;
  readonly timings: Timings;
}

export type TaskResult = 'finished' | 'waiting' | 'ignored' | 'busy';

export interface Execution {
  readonly fleet: Fleet;
  readonly task: RunTask;
  readonly plan: Plan;
  readonly journal: RunJournal;
  readonly lease: { keep(signal: AbortSignal): Promise<boolean> };
  readonly options: WorkerOptions;
  readonly look: FirstLook;
  /** It was left waiting for something that may never come. */
  readonly wasHeldUp: boolean;
  /** Marks the run as open, and tells its journal that it begins, or goes on: before any step starts. */
  readonly begun: () => Promise<void>;
}
