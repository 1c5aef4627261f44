// A person's word on something that stands, against what is wanted: it stays as the person made it until a time.
import type { ClusterLink, RefKey } from '../model/index.ts';

export interface Override {
  /** What carries it. */
  readonly key: RefKey;
  readonly unit: string;
  /** The cluster that it is about. */
  readonly of: ClusterLink;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly reason: string;
  /** While it is ended step by step: how far that is, 0 to 1, and when the next step is due. */
  readonly ending?: { readonly share: number; readonly nextAt: number };
}
