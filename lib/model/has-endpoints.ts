// What has endpoints: pods of Services hang on it beside its body.
import type { Kinds } from './kinds.ts';
import { isComputeRef, type ResourceRef } from './ref.ts';

export function hasEndpoints(kinds: Kinds, ref: ResourceRef): boolean {
  return isComputeRef(ref) && kinds.ofCompute(ref.kind).hasEndpoints === true;
}
