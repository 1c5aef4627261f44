// Cloud Monitoring v3 REST, the part that tells how many requests reached a load balancer's backends. Whoever carries
// requests writes them here; they are seen after a while. See BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createFront, type NoteCaller } from '../kit/front.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import { accountOf, isGranted, type Rights } from '../kit/rights.ts';
import type { Handler } from '../kit/serve.ts';
import { timeSeries } from './answer.ts';
import { errorResponse } from './errors.ts';
import { latencies } from './latencies.ts';
import { AGE_METRIC, createMessageAges } from './message-ages.ts';
import { type Query, readQuery } from './query.ts';
import { type Carried, createWritten } from './series.ts';
import { FORGED_AHEAD_MS, type MetricTrouble, visible } from './trouble.ts';

export type { Carried } from './series.ts';
export { DELAY_MS, type MetricTrouble } from './trouble.ts';

export interface MonitoringEmulatorOptions {
  /** Id of the project of the load balancers. */
  readonly project: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Who may do what; absent: authorization is not looked at. */
  readonly rights?: Rights;
  /** How long answers take; default `instant`. */
  readonly latency?: LatencyProfile;
}

export interface MonitoringEmulator {
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /** A request that an edge passed on. */
  carry(request: Carried): void;
  /**
   * How long the oldest message of each subscription has waited, in seconds: what Pub/Sub writes once a minute.
   */
  sampleMessageAges(ages: ReadonlyMap<string, number>): void;
  /** What is wrong with the metric from now on; undefined: nothing. What was written stays. */
  setTrouble(trouble: MetricTrouble | undefined): void;
}

const PERMISSION = 'monitoring.timeSeries.list';
const MAX_PAGE = 100_000;

export function createMonitoringEmulator(options: MonitoringEmulatorOptions): MonitoringEmulator {
  const { project, clock, random, rights } = options;
  const journal = createJournal();
  const faults = createFaults();
  const latency = createLatency(latencies, random, options.latency);
  const written = createWritten(project);
  const ages = createMessageAges(project);
  let trouble: MetricTrouble | undefined;

  function list(searchParams: URLSearchParams): Response {
    if (trouble?.type === 'unavailable') return errorResponse(503, 'The service is currently unavailable.');
    if (searchParams.get('filter')?.includes(AGE_METRIC)) {
      const series = ages.answer(searchParams, clock.now());
      if (typeof series === 'string') return errorResponse(400, series);
      return Response.json(series.length === 0 ? {} : { timeSeries: series });
    }
    const query = readQuery(searchParams);
    if (typeof query === 'string') return errorResponse(400, query);
    const size = Number(searchParams.get('pageSize') ?? '0') || MAX_PAGE;
    const start = Number(searchParams.get('pageToken') ?? '0');
    if (!Number.isInteger(size) || size < 0 || !Number.isInteger(start) || start < 0)
      return errorResponse(400, 'Invalid pageSize or pageToken');
    const all = timeSeries(visible(written.all(), clock.now(), trouble), answered(query, trouble));
    const page = all.slice(start, start + size);
    const isLast = start + size >= all.length;
    return Response.json({
      ...(page.length > 0 && { timeSeries: page }),
      ...(!isLast && { nextPageToken: String(start + size) }),
      ...(trouble?.type === 'partial' && { executionErrors: [{ code: 14, message: 'some data is not available' }] }),
    });
  }

  function handle(request: Request, noteCaller: NoteCaller): Response {
    const { pathname, searchParams } = new URL(request.url);
    const asked = /^\/v3\/projects\/([^/:]+)\/timeSeries$/.exec(pathname)?.[1];
    if (asked === undefined || request.method !== 'GET')
      return errorResponse(501, `The monitoring emulator does not implement ${request.method} ${pathname}`);
    if (rights !== undefined) {
      const account = accountOf(rights, request);
      if (account === undefined) return errorResponse(401, 'Request had invalid authentication credentials.');
      noteCaller({ account, permissions: [PERMISSION] });
      if (!isGranted(rights, account, PERMISSION))
        return errorResponse(403, `Permission '${PERMISSION}' denied on resource (or it may not exist).`);
    }
    return decodeURIComponent(asked) === project
      ? list(searchParams)
      : errorResponse(404, `Project '${asked}' was not found`);
  }

  return {
    journal,
    faults,
    latency,
    carry: (request) => written.carry(request),
    sampleMessageAges: (seconds) => ages.sample(clock.now(), seconds),
    setTrouble: (next) => void (trouble = next),
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method) => method !== 'GET',
      refuse: ({ status, reason, message }) => errorResponse(status, message ?? `injected fault: ${status}`, reason),
      handle: (request, _asked, noteCaller) => handle(request, noteCaller),
    }),
  };
}

/** A forged answer has labels and points that the question would not let through. */
function answered(query: Query, trouble: MetricTrouble | undefined): Query {
  return trouble?.type === 'forged' ? { ...query, where: {}, toMs: query.toMs + FORGED_AHEAD_MS } : query;
}
