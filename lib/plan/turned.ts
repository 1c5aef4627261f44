// What came of keeping requests away from a cluster, or of giving them back, in one thing that stands.

/**
 * `held-back`: it could be drained, and others cannot. `returns`: step by step. `whole`: nothing is left of the drain.
 * `stays`: it gets no requests until it is well.
 */
export const TURNS = ['drained', 'refused', 'held-back', 'failed', 'returns', 'whole', 'stays'] as const;

export interface Turned {
  readonly unit: string;
  /** Of what stands. */
  readonly name: string;
  readonly outcome: (typeof TURNS)[number];
  /** A sentence; absent where nothing is to be said. */
  readonly why?: string;
}
