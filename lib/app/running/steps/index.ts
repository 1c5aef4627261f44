// Carries out the steps of a plan. May import: nothing.
export { awaitTurn } from './await-turn.ts';
export { carryOut } from './carry-out.ts';
export type { StepContext, StepOutcome, Timings } from './step.ts';
