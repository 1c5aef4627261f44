// The most that a backend service and each of its groups got in the last week, where a person may read that.
import pLimit from 'p-limit';
import { RangelightError } from '../../../core/index.ts';
import { type RefKey, referencesIn } from '../../../model/index.ts';
import type { BackendRequests, Compute, Monitoring } from '../../../ports/index.ts';

const CONCURRENCY = 4;
const WEEK_MS = 7 * 24 * 3_600_000;
/** A week minute by minute would be ten thousand points for each group; a shorter peak is evened out. */
const PERIOD_MS = 10 * 60_000;

/** Requests within ten minutes. */
export interface Peak {
  readonly ofService: number;
  readonly ofGroup: (group: RefKey) => number;
}

/** Of a backend service, by its name; undefined where nothing is known of it. */
export type PeakOf = (backendService: string) => Peak | undefined;

/** What cannot be read is not known: the floor counts endpoints then. @param now milliseconds since the epoch. */
export async function peaksOf(
  { compute, monitoring }: { readonly compute: Compute; readonly monitoring: Monitoring },
  project: string,
  now: number,
  signal: AbortSignal,
): Promise<PeakOf> {
  const maps = await orNothing(() => compute.list('urlMap', project, signal), signal);
  if (maps === undefined || maps.unreachable.length > 0) return () => undefined;
  const leading = maps.items.filter(({ body }) => referencesIn(body).some((key) => key.includes('/backendServices/')));
  const interval = { fromMs: now - WEEK_MS, toMs: now, everyMs: PERIOD_MS };
  const limit = pLimit(CONCURRENCY);
  const all = leading.map(({ ref: { name } }) =>
    limit(() => orNothing(() => monitoring.requests(project, name, interval, signal), signal)),
  );
  const found = await Promise.all(all);
  if (found.includes(undefined)) return () => undefined;
  const series = found.flatMap((one) => one ?? []);
  const byService = Map.groupBy(series, ({ backendService }) => backendService);
  return (name) => {
    const own = byService.get(name);
    if (own === undefined) return undefined;
    const ofGroup = (group: RefKey): number =>
      most(own.filter((one) => group.endsWith(`/zones/${one.zone}/networkEndpointGroups/${one.group}`)));
    return { ofService: most(own), ofGroup };
  };
}

async function orNothing<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return undefined;
  }
}

/** The most of one period, over all of them together. */
function most(series: readonly BackendRequests[]): number {
  const sums = new Map<number, number>();
  for (const { minutes } of series)
    for (const { endMs, count } of minutes) sums.set(endMs, (sums.get(endMs) ?? 0) + count);
  return Math.max(0, ...sums.values());
}
