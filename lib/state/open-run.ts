// A run that has not ended, and when to wake it.
import { documentKind } from './document.ts';
import { count, digest, name, object, optional, text, time } from './shape.ts';

export interface OpenRun {
  readonly runId: string;
  readonly seq: number;
  readonly commit: string;
  readonly plan: string;
  readonly desired: string;
  /** Milliseconds since the epoch. */
  readonly wakeAt: number;
  readonly reason: string;
  /** What it was planned because of: for the log alone. */
  readonly delivery?: string;
  /** What it waits for that may never come, and since when, milliseconds since the epoch. */
  readonly heldUp?: { readonly since: number; readonly reason: string };
  /** A person stopped the unit, or without `unit` the fleet; `until` in milliseconds since the epoch, or until somebody resumes. */
  readonly paused?: { readonly unit?: string; readonly until?: number };
}

/** Written by the holder of the lease. */
export const openRuns = documentKind<OpenRun, [fleet: string, unit: string]>({
  name: 'open-run',
  bucket: 'state',
  collection: 'open',
  writers: ['worker'],
  shape: object<OpenRun>({
    runId: name,
    seq: count,
    commit: name,
    plan: digest,
    desired: digest,
    wakeAt: time,
    reason: text,
    delivery: optional(name),
    heldUp: optional(object<NonNullable<OpenRun['heldUp']>>({ since: time, reason: text })),
    paused: optional(object<NonNullable<OpenRun['paused']>>({ unit: optional(name), until: optional(time) })),
  }),
});
