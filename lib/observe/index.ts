// Raw readings → the observed graph. A reading that failed makes its part unknown; unknown is never empty.
export { observe } from './observe.ts';
export type { Reading } from './observe.ts';
