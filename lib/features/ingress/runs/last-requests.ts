// Whether requests still reach a backend service, or groups that leave one: by what the edges counted, not by a clock.
// A metric that is missing, late or not to be had says nothing.
import { objectsAt, RangelightError, textAt } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import type { Doing, Quiet, Usage } from '../../../live/index.ts';
import { nameOfKey, type RefKey, refOfPath } from '../../../model/index.ts';
import type { BackendRequests } from '../../../ports/index.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/**
 * The newest minute of a live metric is no older. Source: Google Cloud metrics, "loadbalancing": sampled every 60 s,
 * not visible for some 90 s after that; twice as long is late.
 */
const LATE_MS = 5 * MINUTE_MS;

export async function lastRequests(
  change: Change,
  by: RefKey,
  { since, quietMs }: Quiet,
  { kinds, ports, now }: Pick<Doing, 'kinds' | 'ports' | 'now'>,
  signal: AbortSignal,
): Promise<Usage> {
  const map = refOfPath(kinds, by);
  if (ports.monitoring === undefined || map === undefined)
    return unknown('nobody may read how many requests there are');
  const fromMs = Math.max(Math.min(since, now - quietMs) - LATE_MS, now - DAY_MS);
  let series: readonly BackendRequests[];
  try {
    series = await ports.monitoring.requests(map.project, map.name, { fromMs, toMs: now }, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return unknown(`how many requests there are cannot be read: ${error.message}`);
  }
  const isOld = isPartOf(change);
  const told = series.filter(isOld);
  const lastRequestAt = newest(told);
  const last = lastRequestAt === undefined ? {} : { lastRequestAt };
  const others = series.filter((one) => !isOld(one));
  const live = liveness(others, map.name, now, quietMs);
  if ('silence' in live) return { ...unknown(live.silence), ...last };
  const name = nameOfKey(change.key);
  if (lastRequestAt !== undefined && lastRequestAt > live.until - quietMs)
    return { answer: 'used', said: `requests reach ${name} through ${map.name}`, ...last };
  const said = `no request reached ${name} through ${map.name} for ${quietMs / MINUTE_MS} minutes while others came`;
  return { answer: 'unused', said, ...last };
}

/** The newest minute that is known, if requests to others show that the metric was written all the while. */
function liveness(
  others: readonly BackendRequests[],
  map: string,
  now: number,
  quietMs: number,
): { readonly until: number } | { readonly silence: string } {
  const until = newest(others);
  if (until === undefined) return { silence: `no request at all is seen at ${map}, so that nobody knows` };
  // Without a time, which moves on: what is told is told anew when it is another sentence.
  if (until < now - LATE_MS) {
    const late = `no request of the last ${LATE_MS / MINUTE_MS} minutes is seen at ${map}`;
    return { silence: `${late}: what came since is not known` };
  }
  const middle = until - quietMs / 2;
  const isWritten = others.some(({ minutes }) =>
    minutes.some(({ endMs }) => endMs > until - quietMs && endMs <= middle),
  );
  return isWritten ? { until } : { silence: `too few requests are seen at ${map} to know that none is missing` };
}

/** The requests of what goes: of a backend service that stays, those of the groups that leave it. */
function isPartOf({ key, kind, before, after }: Change): (one: BackendRequests) => boolean {
  const service = nameOfKey(key);
  if (kind !== 'update') return ({ backendService }) => backendService === service;
  const groupsIn = (body: Change['before']): readonly string[] =>
    objectsAt(body, 'backends').map((backend) => textAt(backend, 'group') ?? '');
  const kept = new Set(groupsIn(after));
  const leaving = groupsIn(before).filter((group) => !kept.has(group));
  return ({ backendService, group, zone }) =>
    backendService === service && leaving.some((one) => one.endsWith(`/zones/${zone}/networkEndpointGroups/${group}`));
}

function newest(series: readonly BackendRequests[]): number | undefined {
  const ends = series.flatMap(({ minutes }) => minutes.map(({ endMs }) => endMs));
  return ends.length === 0 ? undefined : Math.max(...ends);
}

function unknown(said: string): Usage {
  return { answer: 'unknown', said };
}
