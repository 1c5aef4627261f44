// Carries out the steps of a plan.
export { awaitTurn } from './await-turn.ts';
export { carryOut } from './carry-out.ts';
export type { StepContext, StepOutcome, Timings } from './step.ts';
