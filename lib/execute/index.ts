// A run as a pure state machine: the plan and the journal say what can be done next.
// In: plan, journal entries, the time. Out: steps to start, or when to come back.
export { type HeldUp, heldUp } from './held-up.ts';
export { sameFailure } from './same-failure.ts';
export { retryAt } from './backoff.ts';
export type { Evidence, HealthByService, JournalEntry, RunResult } from './journal.ts';
export { requestIdOf, runIdOf } from './run-id.ts';
export {
  foldAddresses,
  foldApplied,
  foldJournal,
  isUntried,
  journalFold,
  type RunState,
  type StepState,
} from './run-state.ts';
export { nextSteps, type StepChoice, stepChoice, type StepsToStart } from './step-choice.ts';
