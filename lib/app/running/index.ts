// From a task to what stands: one run of one plan, by a chain of workers.
// 1. The worker takes the unit's lease and finds out for itself whether the plan may begin.
// 2. Steps start as soon as all that they need is done; an entry of the journal stands before each write, and one
//    after.
// 3. When all that is left is waiting, the lease is given back until then.
// 4. A run that makes things worse goes back to what was good.
// 5. At its end the journal becomes the applied record, and everybody hears of it.
export { runTask } from './run-task.ts';
export type { WorkerOptions } from './execution.ts';
