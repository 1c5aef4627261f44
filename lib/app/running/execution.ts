// What a worker has in hand while it carries out a plan.
import type { Fleet } from '../../fleet/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { RunTask } from '../../ports/index.ts';
import type { RunJournal } from '../records/run-journal.ts';
import type { WorkerOptions } from './run-task.ts';

export interface Execution {
  readonly fleet: Fleet;
  readonly task: RunTask;
  readonly plan: Plan;
  readonly journal: RunJournal;
  readonly lease: { keep(signal: AbortSignal): Promise<boolean> };
  readonly options: WorkerOptions;
}
