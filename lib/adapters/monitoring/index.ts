// Cloud Monitoring over plain REST: one method, of which we ask one thing. Its answer decides whether something goes:
// it is believed only where each part of it is what was asked for. In: a token source. Out: the Monitoring port.
import { type JsonObject, objectsAt, RangelightError, textAt, valueAt } from '../../core/index.ts';
import type { BackendRequests, Monitoring } from '../../ports/index.ts';
import { googleGet } from '../calls/index.ts';
import type { TokenSource } from '../google-auth/index.ts';

export interface MonitoringOptions {
  /** Absent: https://monitoring.googleapis.com. */
  readonly endpoint?: string;
  /** Absent: no Authorization header. */
  readonly auth?: TokenSource;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
}

/** Source: Google Cloud metrics, "loadbalancing": DELTA, INT64, of `https_lb_rule`, sampled every 60 s. */
const METRIC = 'loadbalancing.googleapis.com/https/backend_request_count';
const RESOURCE = 'https_lb_rule';
const MINUTE_MS = 60_000;
/** More is no answer to what was asked: a load balancer has at most so many backends. */
const MOST_PAGES = 50;

export function createMonitoring(options: MonitoringOptions): Monitoring {
  const get = googleGet({
    system: 'monitoring',
    service: 'Cloud Monitoring',
    base: `${options.endpoint ?? 'https://monitoring.googleapis.com'}/v3/projects`,
    auth: options.auth,
    callTimeoutMs: options.callTimeoutMs,
  });

  return {
    async requests(project, urlMap, interval, signal) {
      // Periods end where the interval does: whole minutes are what is sampled.
      const toMs = Math.floor(interval.toMs / MINUTE_MS) * MINUTE_MS;
      const fromMs = Math.floor(interval.fromMs / MINUTE_MS) * MINUTE_MS;
      const query = new URLSearchParams([
        [
          'filter',
          `metric.type = "${METRIC}" AND resource.type = "${RESOURCE}" AND resource.labels.url_map_name = "${urlMap}"`,
        ],
        ['interval.startTime', new Date(fromMs).toISOString()],
        ['interval.endTime', new Date(toMs).toISOString()],
        ['aggregation.alignmentPeriod', `${(interval.everyMs ?? MINUTE_MS) / 1000}s`],
        ['aggregation.perSeriesAligner', 'ALIGN_DELTA'],
        ['aggregation.crossSeriesReducer', 'REDUCE_SUM'],
        ...GROUPED_BY.map((label) => ['aggregation.groupByFields', `resource.labels.${label}`] as [string, string]),
        ['view', 'FULL'],
      ]);
      const found: BackendRequests[] = [];
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await get(`${encodeURIComponent(project)}/timeSeries?${query.toString()}`, signal);
        const [error] = objectsAt(answer, 'executionErrors');
        if (error !== undefined)
          throw new RangelightError(
            'unavailable',
            'monitoring',
            `Cloud Monitoring's answer is not whole: ${textAt(error, 'message') ?? 'no reason given'}`,
          );
        for (const series of objectsAt(answer, 'timeSeries')) found.push(requestsIn(series, urlMap, fromMs, toMs));
        const next = textAt(answer, 'nextPageToken') ?? '';
        if (next === '') return found;
        query.set('pageToken', next);
      }
      throw new RangelightError('unavailable', 'monitoring', `Cloud Monitoring's answer has no end for ${urlMap}`);
    },
  };
}

/** Source: Monitored resource types, `https_lb_rule`. */
const GROUPED_BY = ['url_map_name', 'backend_target_name', 'backend_name', 'backend_scope'] as const;

function requestsIn(series: JsonObject, urlMap: string, fromMs: number, toMs: number): BackendRequests {
  const label = (name: (typeof GROUPED_BY)[number]): string => textAt(series, 'resource', 'labels', name) ?? '';
  const type = textAt(series, 'metric', 'type');
  if (type !== METRIC || label('url_map_name') !== urlMap)
    throw notAsked(`a series of ${type ?? 'no metric'} for the URL map ${label('url_map_name') || '(none)'}`);
  if (label('backend_target_name') === '') throw notAsked('a series without a backend service');
  const minutes = objectsAt(series, 'points')
    .map((point) => {
      const endMs = Date.parse(textAt(point, 'interval', 'endTime') ?? '');
      const count = Number(
        textAt(point, 'value', 'int64Value') ?? valueAt(point, 'value', 'doubleValue') ?? Number.NaN,
      );
      if (Number.isNaN(endMs) || endMs <= fromMs || endMs > toMs)
        throw notAsked(`a point at ${textAt(point, 'interval', 'endTime') ?? '(no time)'}`);
      if (!Number.isInteger(count) || count < 0) throw notAsked(`a count of ${JSON.stringify(point['value'] ?? null)}`);
      return { endMs, count };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.endMs - b.endMs);
  return {
    backendService: label('backend_target_name'),
    group: label('backend_name'),
    zone: label('backend_scope'),
    minutes,
  };
}

function notAsked(what: string): RangelightError {
  return new RangelightError('invalid', 'monitoring', `Cloud Monitoring answered what was not asked: ${what}`);
}
