// Changes → a plan: steps in phases, what each needs first, and the gates that stop it.
// May import: core, model, diff.
export type * from './plan.ts';
