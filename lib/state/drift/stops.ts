// What stops of a fleet, or is not as the branch wants it, as the last sweep saw it: since when, and of which reasons
// people have yet to hear.
import { ALL_STOP_REASONS, type StopReason } from '../../core/index.ts';
import { documentKind } from '../document/document.ts';
import type { ClusterLink } from '../../model/index.ts';
import { count, flag, listOf, name, object, oneOf, optional, type Shape, text, time } from '../document/shape.ts';

/**
 * So long without a sweep is told. Cloud Scheduler calls each minute, one sweep may take five, and each five minutes
 * one is noted.
 */
export const LONGEST_GAP_MS = 15 * 60_000;

export interface Stop {
  readonly reason: StopReason;
  /** What stops: a unit, a cluster, a kind of resource, or the fleet. */
  readonly subject: string;
  /** A sentence without its full stop; the same as long as nothing changes. */
  readonly why: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** It has lasted so long that people hear of it. */
  readonly isDue: boolean;
}

/** A person's word on what stands, against what is wanted. */
export interface StandingOverride {
  /** The cluster that it is about. */
  readonly of: ClusterLink;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly reason: string;
  /** On how many resources it stands. */
  readonly count: number;
  /** While it is ended: how far that is, 0 to 1. */
  readonly share?: number;
}

export interface Stops {
  /** When a sweep was noted last, milliseconds since the epoch: every few minutes, not each time. */
  readonly sweptAt: number;
  /** Sorted by reason and subject. */
  readonly stops: readonly Stop[];
  /** Something of these is new, and nobody has heard of it yet. */
  readonly untold: readonly StopReason[];
  /** Sorted by cluster and time; absent for none. */
  readonly overrides?: readonly StandingOverride[];
}

const share: Shape<number> = { schema: { type: 'number', minimum: 0, maximum: 1 } };

const reason = oneOf(...ALL_STOP_REASONS);

/** Replaced. */
export const stopsSeen = documentKind<Stops, [fleet: string]>({
  name: 'stops',
  bucket: 'state',
  collection: 'stops',
  writers: ['drift'],
  shape: object<Stops>({
    sweptAt: time,
    stops: listOf(object<Stop>({ reason, subject: name, why: text, since: time, isDue: flag })),
    untold: listOf(reason),
    overrides: optional(
      listOf(
        object<StandingOverride>({ of: name, by: text, until: time, reason: text, count, share: optional(share) }),
      ),
    ),
  }),
});
