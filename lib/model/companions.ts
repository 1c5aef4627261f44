// What hangs on resources beside their bodies.
import type { ComputeKindDefinition } from './kind.ts';
import type { Kinds } from './kinds.ts';
import { isComputeRef, type ResourceRef } from './ref.ts';

/** Undefined: nothing. */
export function companionOf(kinds: Kinds, ref: ResourceRef): ComputeKindDefinition['companion'] {
  return isComputeRef(ref) ? kinds.ofCompute(ref.kind).companion : undefined;
}
