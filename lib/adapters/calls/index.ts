// How every call to an outside system begins and ends: within the rate that is ours, in time, or as soon as its caller
// gives up. In: promises, signals, a clock. Out: promises, signals, budgets.
export type { AskWhole } from './fetch.ts';
export { ask, createAsk, libraryFetch } from './fetch.ts';
export { signalWithin, untilAborted } from './deadline.ts';
export type { RateBudget } from './rate-budget.ts';
export { createRateBudget } from './rate-budget.ts';
export { type Batches, inBatches } from './batch.ts';
export { createWindowBudget } from './window-budget.ts';
export { googleAnswer } from './google-answer.ts';
export { googleGet } from './google-get.ts';
export { saidOfMissingRight } from './missing-right.ts';
export { retryAtOf } from './retry-after.ts';
