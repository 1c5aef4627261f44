// The runs of a unit that have not ended, and when to wake each.
import { documentKind } from '../document/document.ts';
import { count, digest, listOf, name, object, optional, text, time } from '../document/shape.ts';

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
  /**
   * A person stopped the unit, or without `unit` the fleet; `until` in milliseconds since the epoch, or until somebody
   * resumes.
   */
  readonly paused?: { readonly unit?: string; readonly until?: number };
}

/**
 * One run, and those of the unit that are open beside it, in the order in which they began: none of them touches what
 * another does.
 */
export interface OpenRuns extends OpenRun {
  readonly beside?: readonly OpenRun[];
}

const members = {
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
} as const;

/** Written by the holder of the lease. */
export const openRuns = documentKind<OpenRuns, [fleet: string, unit: string]>({
  name: 'open-run',
  bucket: 'state',
  collection: 'open',
  writers: ['worker'],
  shape: object<OpenRuns>({ ...members, beside: optional(listOf(object<OpenRun>(members))) }),
});

/** Each run that a document tells of. */
export function runsIn({ beside = [], ...run }: OpenRuns): readonly OpenRun[] {
  return [run, ...beside];
}
