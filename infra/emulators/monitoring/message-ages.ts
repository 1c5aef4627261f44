// How long the oldest message of each subscription has waited, as Pub/Sub writes it: a gauge, sampled at whole minutes.
import { MINUTE_MS } from './series.ts';

export const AGE_METRIC = 'pubsub.googleapis.com/subscription/oldest_unacked_message_age';
export const SUBSCRIPTION = 'pubsub_subscription';

/** How long a sample stays invisible. Unverified: Google's list of metrics says so of those of Pub/Sub in general. */
const DELAY_MS = 120_000;
const KEPT_MS = 24 * 60 * MINUTE_MS;

export interface MessageAges {
  /**
   * One sample, by the id of the subscription, in whole seconds; 0 where no message waits.
   * @param at emulated milliseconds since the epoch.
   */
  sample(at: number, ages: ReadonlyMap<string, number>): void;
  /** The series as `projects.timeSeries.list` shows them, or a message for the 400. */
  answer(asked: URLSearchParams, now: number): readonly object[] | string;
}

interface Sample {
  readonly at: number;
  readonly seconds: number;
}

export function createMessageAges(project: string): MessageAges {
  const samples = new Map<string, Sample[]>();
  return {
    sample(at, ages) {
      for (const [id, seconds] of ages) {
        const kept = (samples.get(id) ?? []).filter((one) => one.at > at - KEPT_MS);
        samples.set(id, [...kept, { at, seconds }]);
      }
    },
    answer(asked, now) {
      const query = readQuery(asked);
      if (typeof query === 'string') return query;
      const { matches, fromMs, toMs, periodMs } = query;
      return [...samples]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([id, all]) => {
          const seen = all.filter(({ at }) => at + DELAY_MS <= now && at > fromMs && at <= toMs);
          if (seen.length === 0 || !matches(id)) return [];
          const points = periodMs === undefined ? seen : greatest(seen, periodMs, toMs);
          return [
            {
              metric: { type: AGE_METRIC },
              resource: { type: SUBSCRIPTION, labels: { project_id: project, subscription_id: id } },
              metricKind: 'GAUGE',
              valueType: 'INT64',
              points: points.toReversed().map(({ at, seconds }) => {
                const time = new Date(at).toISOString().replace('.000Z', 'Z');
                return { interval: { startTime: time, endTime: time }, value: { int64Value: String(seconds) } };
              }),
            },
          ];
        });
    },
  };
}

/** Of each period, which end at the end of the interval. */
function greatest(all: readonly Sample[], periodMs: number, toMs: number): readonly Sample[] {
  const ends = Map.groupBy(all, ({ at }) => toMs - Math.floor((toMs - at) / periodMs) * periodMs);
  return [...ends]
    .map(([at, own]) => ({ at, seconds: Math.max(...own.map(({ seconds }) => seconds)) }))
    .sort((a, b) => a.at - b.at);
}

interface AgeQuery {
  readonly matches: (id: string) => boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly periodMs: number | undefined;
}

function readQuery(asked: URLSearchParams): AgeQuery | string {
  const toMs = Date.parse(asked.get('interval.endTime') ?? '');
  const fromMs = Date.parse(asked.get('interval.startTime') ?? '');
  if (!(fromMs < toMs)) return 'Field interval had an invalid value: an end after the start is required';
  const checks: ((id: string) => boolean)[] = [];
  for (const term of (asked.get('filter') ?? '').split(/\s+AND\s+/)) {
    const [, selector = '', call = '', value = ''] =
      /^([a-z_.]+) = (?:(starts_with)\()?"([^"\\]*)"\)?$/.exec(term.trim()) ?? [];
    if (selector === 'resource.labels.subscription_id')
      checks.push((id) => (call === '' ? id === value : id.startsWith(value)));
    else if (call !== '' || (selector !== 'metric.type' && selector !== 'resource.type'))
      return `The monitoring emulator does not understand the filter ${JSON.stringify(term)}`;
    else if (value !== (selector === 'metric.type' ? AGE_METRIC : SUBSCRIPTION))
      return `The monitoring emulator has no series of ${JSON.stringify(value)}`;
  }
  const aligner = asked.get('aggregation.perSeriesAligner') ?? 'ALIGN_NONE';
  const seconds = /^(\d+)s$/.exec(asked.get('aggregation.alignmentPeriod') ?? '')?.[1];
  if (aligner !== 'ALIGN_NONE' && (aligner !== 'ALIGN_MAX' || seconds === undefined))
    return `The monitoring emulator does not implement the aligner ${aligner} of this metric`;
  const periodMs = seconds === undefined ? undefined : Number(seconds) * 1_000;
  return { matches: (id) => checks.every((check) => check(id)), fromMs, toMs, periodMs };
}
