// What came of a person's word on a cluster, as the worker found: told where he said it. It is no record of what is
// drained: that stands on what stands.
import type { ClusterLink } from '../../model/index.ts';
import { type Turned, TURNS } from '../../plan/index.ts';
import { ASKED_IN, type DrainWord } from '../people/drain-word.ts';
import { documentKind } from '../document/document.ts';
import { flag, listOf, name, object, oneOf, optional, text, time } from '../document/shape.ts';

export interface DrainOutcome extends Pick<DrainWord, 'cluster' | 'says' | 'by' | 'reason' | 'asked'> {
  /** `at` of the word. */
  readonly wordAt: number;
  /** Until when it was to last, milliseconds since the epoch; absent where requests are given back. */
  readonly until?: number;
  /** When it was found, milliseconds since the epoch. */
  readonly at: number;
  /** Nothing more comes of that word. */
  readonly isDone: boolean;
  /** What keeps all of it, a sentence; absent for nothing. */
  readonly why?: string;
  /** By unit and name. */
  readonly turned: readonly Turned[];
  /** What has come of it since its time was over. */
  readonly ended?: DrainEnd;
}

/**
 * `returns`: it gets its requests back, share by share. `stays`: it gets none, or none any more, until what `why` says
 * is over. `whole`: it has them back. `wanted`: Git keeps it so. `replaced`: something else was said of it outside
 * GitHub, and stands.
 */
export interface DrainEnd {
  /** When that was found, milliseconds since the epoch. */
  readonly at: number;
  readonly stands: 'returns' | 'stays' | 'whole' | 'wanted' | 'replaced';
  /** A sentence. */
  readonly why?: string;
  /**
   * Ended before its time, outside GitHub: when, milliseconds since the epoch, or when that was seen; by whom, where
   * that is known.
   */
  readonly early?: { readonly at: number; readonly by?: string };
}

export const drainOutcomes = documentKind<DrainOutcome, [fleet: string, cluster: ClusterLink]>({
  name: 'drain-outcome',
  bucket: 'state',
  collection: 'drain-outcomes',
  writers: ['worker', 'drift'],
  shape: object<DrainOutcome>({
    cluster: name,
    says: oneOf('drain', 'undrain'),
    by: name,
    reason: text,
    asked: ASKED_IN,
    wordAt: time,
    until: optional(time),
    at: time,
    isDone: flag,
    why: optional(text),
    turned: listOf(object<Turned>({ unit: name, name, outcome: oneOf(...TURNS), why: optional(text) })),
    ended: optional(
      object<DrainEnd>({
        at: time,
        stands: oneOf('returns', 'stays', 'whole', 'wanted', 'replaced'),
        why: optional(text),
        early: optional(object<NonNullable<DrainEnd['early']>>({ at: time, by: optional(name) })),
      }),
    ),
  }),
});
