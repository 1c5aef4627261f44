// A call that is known to be made, and how it is known.
import type { SourceRef } from '../../../core/index.ts';
import type { MeshCall } from '../verdict/mesh-call.ts';

/** `declared` in the fleet file, `found` in a workload, `routed` by a rule for it, let in by a `policy`. */
export type KnownBy = 'declared' | 'found' | 'routed' | 'policy';

export interface KnownCall extends MeshCall {
  readonly by: KnownBy;
  readonly place: SourceRef | undefined;
}
