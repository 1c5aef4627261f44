// The runs of a fleet, newest first.
import pLimit from 'p-limit';
import type { Store } from '../../ports/index.ts';
import type { RunLine } from '../../report/index.ts';
import { readKnownRun, runNames } from './run-line.ts';

const CONCURRENCY = 8;

/** @param unit undefined for all of them. @param most how many at most. */
export async function readRuns(
  store: Store,
  { fleet, unit, most }: { readonly fleet: string; readonly unit: string | undefined; readonly most: number },
  signal: AbortSignal,
): Promise<readonly RunLine[]> {
  const names = (await runNames(store, fleet, signal)).filter((name) => unit === undefined || name.unit === unit);
  const limit = pLimit(CONCURRENCY);
  const read = names.slice(0, most).map((name) => limit(async () => (await readKnownRun(store, name, signal)).line));
  return Promise.all(read);
}
