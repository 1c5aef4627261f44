// How often the functions ask whom, as `npm run bench -- --part calls` counted it in a fleet of 50 load balancers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of one function, over all that was counted. */
export interface FunctionCalls {
  readonly invocations: number;
  /** By system and kind, e.g. `computeReads`, `storageLists`, `pubsubWrites`. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface MeasuredCalls {
  /** The day, as `2026-11-30`. */
  readonly on: string;
  /** What counts them anew. */
  readonly command: string;
  readonly loadBalancers: number;
  readonly namespaces: number;
  readonly clusters: number;
  readonly minutesAtRest: number;
  /** By function, over the minutes at rest. */
  readonly atRest: Readonly<Record<string, FunctionCalls>>;
  /** By function, from the push of one more host until nothing was left to do. */
  readonly push: Readonly<Record<string, FunctionCalls>>;
}

export const MEASURED_CALLS_FILE = join(import.meta.dirname, 'measured-calls.json');

/** What is checked in. */
export function measuredCalls(): MeasuredCalls {
  return JSON.parse(readFileSync(MEASURED_CALLS_FILE, 'utf8')) as MeasuredCalls;
}
