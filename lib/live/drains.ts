// How a feature keeps requests away from a cluster for a person's word, and gives them back.
import type { Fleet } from '../fleet/index.ts';
import type { JsonObject } from '../core/index.ts';
import type { ClusterLink, Kinds, RefKey } from '../model/index.ts';
import type { Turned } from '../plan/index.ts';
import type { Clock } from '../ports/index.ts';
import type { FleetPorts } from './fleet-ports.ts';

/** What a feature works with when it drains a cluster. */
export interface Draining {
  readonly kinds: Kinds;
  readonly ports: Pick<FleetPorts, 'compute' | 'monitoring'>;
  readonly clock: Clock;
  readonly fleet: Fleet;
  /** A UUID for each call. */
  readonly requestId: () => string;
}

export interface DrainAsk {
  readonly cluster: ClusterLink;
  readonly by: string;
  readonly reason: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly until: number;
  /** Where some cannot be drained, the others are all the same. */
  readonly isAsFarAsPossible: boolean;
}

export interface UndrainAsk {
  readonly cluster: ClusterLink;
  /** Without the steps. */
  readonly isAtOnce: boolean;
  /** What something was applied as; undefined where that is not known. */
  readonly wantedOf: (unit: string, key: RefKey) => JsonObject | undefined;
}

/**
 * Both look for themselves at what stands, and do nothing twice. They fail with `invalid` where nothing serves there.
 */
export interface Drains {
  readonly drain: (order: DrainAsk, draining: Draining, signal: AbortSignal) => Promise<readonly Turned[]>;
  /** A step of it; the next ones are those of a word whose time is over. */
  readonly undrain: (order: UndrainAsk, draining: Draining, signal: AbortSignal) => Promise<readonly Turned[]>;
}
