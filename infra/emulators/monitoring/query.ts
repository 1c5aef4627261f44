// What one request asks for: which series, of which time, how aligned and put together. What is not understood is
// refused: an answer that ignores a part of its question would be a wrong one.
import type { Labels } from './series.ts';

export const METRIC = 'loadbalancing.googleapis.com/https/backend_request_count';
export const RESOURCE = 'https_lb_rule';

export interface Query {
  /** What labels of the resource must be. */
  readonly where: Readonly<Partial<Record<keyof Labels, string>>>;
  /** Milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Undefined: raw points. */
  readonly aligned: { readonly periodMs: number; readonly by: readonly (keyof Labels)[] | undefined } | undefined;
  readonly headersOnly: boolean;
}

const LABELS: ReadonlySet<string> = new Set<keyof Labels>([
  'project_id',
  'forwarding_rule_name',
  'target_proxy_name',
  'url_map_name',
  'backend_target_name',
  'backend_name',
  'backend_scope',
]);

const KNOWN = new Set([
  'filter',
  'interval.startTime',
  'interval.endTime',
  'aggregation.alignmentPeriod',
  'aggregation.perSeriesAligner',
  'aggregation.crossSeriesReducer',
  'aggregation.groupByFields',
  'view',
  'pageSize',
  'pageToken',
]);

/** A message for the 400 where it cannot be answered. */
export function readQuery(asked: URLSearchParams): Query | string {
  for (const name of asked.keys()) if (!KNOWN.has(name)) return `The monitoring emulator does not understand ${name}`;
  const where = readFilter(asked.get('filter') ?? '');
  if (typeof where === 'string') return where;
  const toMs = Date.parse(asked.get('interval.endTime') ?? '');
  // Without a start the interval is the one moment of its end.
  const fromMs = asked.has('interval.startTime') ? Date.parse(asked.get('interval.startTime') ?? '') : toMs;
  if (Number.isNaN(toMs) || Number.isNaN(fromMs) || fromMs > toMs)
    return 'Field interval.endTime had an invalid value: an end that is not before the start is required';
  const aligned = readAggregation(asked);
  if (typeof aligned === 'string') return aligned;
  return { where, fromMs, toMs, aligned, headersOnly: asked.get('view') === 'HEADERS' };
}

/** Comparisons for equality, put together with AND. */
function readFilter(filter: string): Query['where'] | string {
  const where: Partial<Record<keyof Labels, string>> = {};
  let metric = '';
  for (const part of filter.split(/\s+AND\s+/)) {
    const [, selector = '', value = ''] = /^\s*([a-z_.]+)\s*=\s*"([^"\\]*)"\s*$/.exec(part) ?? [];
    const label = /^resource\.labels?\.([a-z_]+)$/.exec(selector)?.[1];
    if (selector === 'metric.type') metric = value;
    else if (selector === 'resource.type') {
      if (value !== RESOURCE) return `The monitoring emulator has no series of ${value}`;
    } else if (label !== undefined && LABELS.has(label)) where[label as keyof Labels] = value;
    else return `The monitoring emulator does not understand the filter ${JSON.stringify(part)}`;
  }
  return metric === METRIC ? where : `The monitoring emulator has no series of ${JSON.stringify(metric)}`;
}

function readAggregation(asked: URLSearchParams): Query['aligned'] | string {
  const aligner = asked.get('aggregation.perSeriesAligner') ?? 'ALIGN_NONE';
  const reducer = asked.get('aggregation.crossSeriesReducer') ?? 'REDUCE_NONE';
  const fields = asked.getAll('aggregation.groupByFields');
  if (aligner === 'ALIGN_NONE')
    return reducer === 'REDUCE_NONE' && fields.length === 0 ? undefined : 'A reducer needs an aligner';
  if (aligner !== 'ALIGN_DELTA') return `The monitoring emulator does not implement the aligner ${aligner}`;
  const seconds = /^(\d+)s$/.exec(asked.get('aggregation.alignmentPeriod') ?? '')?.[1];
  if (seconds === undefined || Number(seconds) < 60 || Number(seconds) % 60 !== 0)
    return 'Field aggregation.alignmentPeriod had an invalid value: whole minutes here, one at least';
  const periodMs = Number(seconds) * 1_000;
  if (reducer === 'REDUCE_NONE') return { periodMs, by: undefined };
  if (reducer !== 'REDUCE_SUM') return `The monitoring emulator does not implement the reducer ${reducer}`;
  const by = fields.map((field) => /^resource\.labels?\.([a-z_]+)$/.exec(field)?.[1] ?? '');
  const unknown = by.findIndex((label) => !LABELS.has(label));
  if (unknown !== -1) return `The monitoring emulator does not group by ${fields[unknown]}`;
  return { periodMs, by: by as readonly (keyof Labels)[] };
}
