// How a feature ends a person's word on what stands, when its time is over.
import type { JsonObject } from '../core/index.ts';
import type { ClusterLink, ComputeRef, Kinds } from '../model/index.ts';
import type { Clock, Compute } from '../ports/index.ts';

/** What a feature works with when it ends a person's word. */
export interface Ending {
  readonly kinds: Kinds;
  readonly compute: Compute;
  readonly clock: Clock;
  /** A UUID for each call. */
  readonly requestId: () => string;
  /** What carries the word, as it was applied; undefined where that is not known. */
  readonly wanted: JsonObject | undefined;
}

/** Ends a person's word on what stands, step by step: where that stands is written on it. */
export interface EndsOverride {
  /** What keeps it from ending, a sentence; undefined for nothing. Reads only. */
  readonly hindered: (
    ref: ComputeRef,
    cluster: ClusterLink,
    ending: Pick<Ending, 'kinds' | 'compute' | 'wanted'>,
    signal: AbortSignal,
  ) => Promise<string | undefined>;
  /** Whether what carries it, as it was applied, is so without a word: then the word alone ends. Asks nobody. */
  readonly isWanted: (cluster: ClusterLink, wanted: JsonObject | undefined) => boolean;
  /** The next step, where its time has come. @returns what became of it, in a word for the log. */
  readonly end: (ref: ComputeRef, cluster: ClusterLink, ending: Ending, signal: AbortSignal) => Promise<string>;
}
