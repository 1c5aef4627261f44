// How long a service takes to answer, by method: nothing, a little, or as long as the real one.
import type { RequestLine } from './fault-match.ts';
import { createPace, type LatencyProfile, type Pace } from './pace.ts';
import { type Random, seededRandom } from './random.ts';

export type { LatencyProfile } from './pace.ts';

/** Emulated milliseconds, both ends included. */
export type Span = readonly [min: number, max: number];

/** The first row that fits counts; requests that fit none are answered at once. */
export type LatencyTable = readonly LatencyRow[];

export interface LatencyRow {
  readonly method?: string;
  /** Found anywhere in the path with query. */
  readonly path?: RegExp;
  readonly ms: Span;
}

/** How long answers take: `fast` is 1–5 ms, `realistic` what the emulator's table says. */
export interface Latency extends Pace {
  /** Emulated milliseconds for one request; by another profile than the one in force when given. */
  of(request: RequestLine, profile?: LatencyProfile): number;
}

const FAST: Span = [1, 5];

/** @param random seeds a generator of its own once a request is slow, so that instant answers change no other choice */
export function createLatency(table: LatencyTable, random: Random, first: LatencyProfile = 'instant'): Latency {
  const pace = createPace(first);
  let own: Random | undefined;
  const within = ([min, max]: Span): number => {
    own ??= seededRandom(random.integer(0, 2 ** 31));
    return own.integer(min, max);
  };
  return {
    ...pace,
    of(request, asked = pace.profile()) {
      if (asked === 'instant') return 0;
      if (asked === 'fast') return within(FAST);
      const row = table.find(
        ({ method, path }) =>
          (method === undefined || method === request.method) && (path === undefined || path.test(request.path)),
      );
      return row === undefined ? 0 : within(row.ms) * pace.scale();
    },
  };
}
