// Raw readings → the observed graph. A reading that failed makes its part unknown; unknown is never empty.
// May import: core, model.
export { observe } from './observe.ts';
export type { Reading } from './observe.ts';
