// What stops of a fleet, or is not as the branch wants it, as the last sweep saw it: since when, and of which reasons
// people have yet to hear.
import { ALL_STOP_REASONS, type StopReason } from '../../core/index.ts';
import { documentKind } from '../document/document.ts';
import { flag, listOf, name, object, oneOf, optional, text, time } from '../document/shape.ts';

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

export interface Stops {
  /** When a sweep was noted last, milliseconds since the epoch: every few minutes, not each time. */
  readonly sweptAt: number;
  /** Sorted by reason and subject. */
  readonly stops: readonly Stop[];
  /** Something of these is new, and nobody has heard of it yet. */
  readonly untold: readonly StopReason[];
  /** What people's words keep as it is, sentences; absent for none. */
  readonly overrides?: readonly string[];
}

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
    overrides: optional(listOf(text)),
  }),
});
