// How many requests of a sort a project may send per minute. Each minute of the clock starts afresh.
// Names: "API rate quotas" of the Compute documentation; the wording of the refusal comes from reports.
import type { Clock } from '../kit/clock.ts';
import { ApiError } from './errors.ts';
import { stableId } from './fingerprints.ts';
import { asksOnly, type Route } from './routes.ts';

export type RateLimit =
  | 'GlobalReadsPerMinutePerProject'
  | 'GlobalWritesPerMinutePerProject'
  | 'ReadRequestsPerMinutePerProjectPerRegion'
  | 'WritesPerMinutePerProjectPerRegion'
  | 'OperationReadRequestsPerMinutePerProject'
  | 'HeavyWeightReadRequestsPerMinutePerProject'
  | 'NetworkEndpointWriteRequestsPerMinutePerProjectPerRegion'
  | 'NetworkEndpointListRequestsPerMinutePerProjectPerRegion';

/** Requests per minute; a limit that is not given does not exist. */
export type RateLimits = Readonly<Partial<Record<RateLimit, number>>>;

/** As refusals name the metric, and its id. Only that of regional reads is known from reports. */
const METRICS: Readonly<Record<RateLimit, readonly [title: string, id: string]>> = {
  GlobalReadsPerMinutePerProject: ['Global reads', 'global_reads'],
  GlobalWritesPerMinutePerProject: ['Global writes', 'global_writes'],
  ReadRequestsPerMinutePerProjectPerRegion: ['Read requests', 'read_requests_per_region'],
  WritesPerMinutePerProjectPerRegion: ['Writes', 'writes_per_region'],
  OperationReadRequestsPerMinutePerProject: ['Operation read requests', 'operation_read_requests'],
  HeavyWeightReadRequestsPerMinutePerProject: ['Heavy-weight read requests', 'heavy_weight_read_requests'],
  NetworkEndpointWriteRequestsPerMinutePerProjectPerRegion: [
    'Network endpoint write requests',
    'network_endpoint_write_requests_per_region',
  ],
  NetworkEndpointListRequestsPerMinutePerProjectPerRegion: [
    'Network endpoint list requests',
    'network_endpoint_list_requests_per_region',
  ],
};

const MINUTE = 60_000;
const ENDPOINT_WRITES: ReadonlySet<string> = new Set(['attachNetworkEndpoints', 'detachNetworkEndpoints']);

export interface RateQuotas {
  /** Counts the request; throws 403 rateLimitExceeded when this minute's are used up. */
  charge(method: string, route: Route): void;
}

export function createRateQuotas(options: {
  readonly project: string;
  readonly clock: Clock;
  readonly limits: RateLimits;
}): RateQuotas {
  const { project, clock, limits } = options;
  let minute = Number.NaN;
  const used = new Map<string, number>();
  return {
    charge(method, route) {
      const limit = limitOf(method, route);
      const most = limits[limit];
      if (most === undefined) return;
      const now = Math.floor(clock.now() / MINUTE);
      if (now !== minute) used.clear();
      minute = now;
      const place = placeOf(limit, route);
      const key = `${limit} ${place}`;
      const count = used.get(key) ?? 0;
      if (count >= most) throw exceeded(project, limit, place, most);
      used.set(key, count + 1);
    },
  };
}

function limitOf(method: string, route: Route): RateLimit {
  if (route.type === 'aggregated') return 'HeavyWeightReadRequestsPerMinutePerProject';
  if (route.type === 'project' || route.type === 'places') return 'GlobalReadsPerMinutePerProject';
  const zonal = route.scope.type !== 'global';
  const verb = route.type === 'verb' ? route.verb : '';
  if (route.collection === 'operations') {
    return verb === 'wait' && zonal
      ? 'HeavyWeightReadRequestsPerMinutePerProject'
      : 'OperationReadRequestsPerMinutePerProject';
  }
  if (ENDPOINT_WRITES.has(verb)) return 'NetworkEndpointWriteRequestsPerMinutePerProjectPerRegion';
  if (verb === 'listNetworkEndpoints') return 'NetworkEndpointListRequestsPerMinutePerProjectPerRegion';
  const reads = method === 'GET' || asksOnly(verb);
  if (zonal) return reads ? 'ReadRequestsPerMinutePerProjectPerRegion' : 'WritesPerMinutePerProjectPerRegion';
  return reads ? 'GlobalReadsPerMinutePerProject' : 'GlobalWritesPerMinutePerProject';
}

/** The region that a regional limit counts for, else `global`. */
function placeOf(limit: RateLimit, route: Route): string {
  if (!limit.endsWith('PerRegion') || !('scope' in route) || route.scope.type === 'global') return 'global';
  const { type, name } = route.scope;
  return type === 'region' ? name : name.slice(0, name.lastIndexOf('-'));
}

function exceeded(project: string, limit: RateLimit, place: string, most: number): ApiError {
  const [title, id] = METRICS[limit];
  const region = place === 'global' ? '' : ' per region';
  // The emulator has no project numbers: one that stays the same for the project.
  const number = stableId(`projects/${project}`).slice(0, 12);
  const message = `Quota exceeded for quota metric '${title}' and limit '${title} per minute${region}' of service 'compute.googleapis.com' for consumer 'project_number:${number}'.`;
  return new ApiError(403, 'rateLimitExceeded', message, {
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'RATE_LIMIT_EXCEEDED',
        domain: 'googleapis.com',
        metadata: {
          consumer: `projects/${number}`,
          quota_limit: limit,
          quota_limit_value: String(most),
          quota_location: place,
          quota_metric: `compute.googleapis.com/${id}`,
          service: 'compute.googleapis.com',
        },
      },
    ],
  });
}
