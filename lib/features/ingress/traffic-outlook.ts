// What of a log's traffic a change answers in another way, as it is kept beside a plan: for reports, which load no
// compiler.
import { type JsonObject, numberAt, objectAt, objectsAt, textAt, textsAt } from '../../core/index.ts';

/** Under this name it stands in the outlook. */
export const TRAFFIC = 'traffic';

/** Requests that one thing becomes of. */
export interface ToldOutcome {
  readonly outcome: string;
  readonly requests: number;
  /** `/v1/legacy/*`, when all of them are below it. */
  readonly under: string | undefined;
}

export interface ToldEffect {
  readonly outcome: string;
  readonly requests: number;
  readonly host: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** `GET 10, POST 2`. */
  readonly methods: string;
  readonly regions: string;
  /** Of paths; as many as fit into a line. */
  readonly shapes: readonly string[];
}

export interface TrafficOutlook {
  readonly requests: number;
  readonly changed: number;
  readonly outcomes: readonly ToldOutcome[];
  /** The largest. */
  readonly effects: readonly ToldEffect[];
  /** How many there are in all. */
  readonly count: number;
  readonly left: Readonly<Record<string, number>>;
  readonly unknown: readonly string[];
}

export function readTraffic(kept: JsonObject | undefined): TrafficOutlook | undefined {
  if (kept === undefined) return undefined;
  const effects = objectsAt(kept, 'effects').map((one) => ({
    outcome: textAt(one, 'outcome') ?? '',
    requests: numberAt(one, 'requests') ?? 0,
    host: textAt(one, 'host') ?? '',
    path: textAt(one, 'path') ?? '',
    before: textAt(one, 'before') ?? '',
    after: textAt(one, 'after') ?? '',
    methods: textAt(one, 'methods') ?? '',
    regions: textAt(one, 'regions') ?? '',
    shapes: textsAt(one, 'shapes'),
  }));
  return {
    requests: numberAt(kept, 'requests') ?? 0,
    changed: numberAt(kept, 'changed') ?? 0,
    outcomes: objectsAt(kept, 'outcomes').map((one) => ({
      outcome: textAt(one, 'outcome') ?? '',
      requests: numberAt(one, 'requests') ?? 0,
      under: textAt(one, 'under'),
    })),
    effects,
    count: numberAt(kept, 'count') ?? effects.length,
    left: Object.fromEntries(
      Object.entries(objectAt(kept, 'left')).flatMap(([name, value]) =>
        typeof value === 'number' ? [[name, value] as const] : [],
      ),
    ),
    unknown: textsAt(kept, 'unknown'),
  };
}
