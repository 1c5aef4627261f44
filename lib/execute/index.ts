// A run as a pure state machine: the plan and the journal say what can be done next.
// May import: core, model, plan.
export type { JournalEntry, RunResult } from './journal.ts';
