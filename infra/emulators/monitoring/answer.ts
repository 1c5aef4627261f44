// The answer to a query: series that it names, in its interval, aligned and summed up as it asks.
import { METRIC, type Query, RESOURCE } from './query.ts';
import type { Labels, Point, Series } from './series.ts';

interface Shown {
  readonly labels: Readonly<Partial<Record<keyof Labels, string>>>;
  readonly points: readonly Point[];
}

/** As `projects.timeSeries.list` shows them: the newest point first. */
export function timeSeries(all: readonly Series[], query: Query): readonly object[] {
  const { where, fromMs, toMs, aligned } = query;
  const named = all.filter(({ labels }) =>
    Object.entries(where).every(([label, value]) => labels[label as keyof Labels] === value),
  );
  const periodMs = aligned?.periodMs ?? 60_000;
  const within = named.flatMap(({ labels, points }) => {
    const kept = inPeriods(points, periodMs, toMs).filter(({ endMs }) => endMs > fromMs && endMs <= toMs);
    return kept.length === 0 ? [] : [{ labels, points: kept }];
  });
  const summed: readonly Shown[] = aligned?.by === undefined ? within : summedBy(within, aligned.by);
  return summed.map(({ labels, points }) => ({
    metric: { type: METRIC },
    resource: { type: RESOURCE, labels },
    metricKind: 'DELTA',
    valueType: 'INT64',
    ...(query.headersOnly
      ? {}
      : {
          points: [...points].reverse().map(({ endMs, count }) => ({
            interval: { startTime: timeOf(endMs - periodMs), endTime: timeOf(endMs) },
            value: { int64Value: String(count) },
          })),
        }),
  }));
}

/** Periods end at the end of the interval, and each whole period before it. */
function inPeriods(points: readonly Point[], periodMs: number, toMs: number): readonly Point[] {
  const offset = toMs % periodMs;
  const sums = new Map<number, number>();
  for (const { endMs, count } of points) {
    const end = Math.ceil((endMs - offset) / periodMs) * periodMs + offset;
    sums.set(end, (sums.get(end) ?? 0) + count);
  }
  return [...sums].map(([endMs, count]) => ({ endMs, count })).sort((a, b) => a.endMs - b.endMs);
}

function summedBy(series: readonly Shown[], by: readonly (keyof Labels)[]): readonly Shown[] {
  const groups = Map.groupBy(series, ({ labels }) => JSON.stringify(by.map((label) => labels[label])));
  return [...groups.values()].map((members) => {
    const sums = new Map<number, number>();
    for (const { points } of members)
      for (const { endMs, count } of points) sums.set(endMs, (sums.get(endMs) ?? 0) + count);
    const labels = Object.fromEntries(by.map((label) => [label, members[0]?.labels[label] ?? '']));
    return {
      labels,
      points: [...sums].map(([endMs, count]) => ({ endMs, count })).sort((a, b) => a.endMs - b.endMs),
    };
  });
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
