// Compute Engine through Google's own client: raw bodies in and out, errors by reason, writes that end with their
// operation. In: an endpoint, a token source. Out: the Compute port.
export { askedTogether } from './asked-together.ts';
export type { CollectionCalls } from './collection-calls.ts';
export type { ComputeOptions } from './create-compute.ts';
export { createCompute } from './create-compute.ts';
