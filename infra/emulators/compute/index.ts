// The control plane of an emulated Compute Engine project: the load-balancing part of the v1 REST API.
// In: requests, a clock, randomness, the fabric of instances. Out: answers, a journal, and a view for the data plane.
import type { Fabric } from '../fabric/index.ts';
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { type Asked, createFront, type NoteCaller } from '../kit/front.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import { createPace, type Pace } from '../kit/pace.ts';
import type { Random } from '../kit/random.ts';
import type { Rights } from '../kit/rights.ts';
import type { Handler } from '../kit/serve.ts';
import { createAuthorization } from './authorization.ts';
import { cut } from './cut-lists.ts';
import { createDispatch } from './dispatch.ts';
import { ApiError, errorResponse, notFound, notImplemented } from './errors.ts';
import { freeExternalAddress } from './external-addresses.ts';
import { masked } from './field-mask.ts';
import { createImpliedResources, type Region } from './implied-resources.ts';
import { latencies } from './latencies.ts';
import { type CheckMessage, loadMessageTypes } from './message-types.ts';
import { createOperations, type OperationProfile, type Operations } from './operations.ts';
import { withPast } from './past.ts';
import { createQuotas, metricOf } from './quotas.ts';
import { createRateQuotas, type RateLimits } from './rate-quotas.ts';
import { collectionOf, linksIn } from './references.ts';
import { refuse } from './refuse.ts';
import { kinds as published } from './resources/index.ts';
import type { Kind, Surroundings } from './resources/kind.ts';
import { isMutation, parseRoute } from './routes.ts';
import { createStore } from './store.ts';
import { timestamp } from './timestamps.ts';
import { createView } from './state-view.ts';
import type { ComputeView, HealthSource } from './view.ts';
import { createWriting } from './writing.ts';

export interface ComputeEmulatorOptions {
  readonly project: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly fabric: Fabric;
  readonly regions: readonly Region[];
  readonly operations: OperationProfile;
  /** Kinds of resources beside its own, each a collection with a published message. */
  readonly kinds?: readonly Kind[];
  /** Limits by metric, e.g. `URL_MAPS`; others keep the emulator's defaults. */
  readonly quotas?: Partial<Record<string, number>>;
  /** Requests per minute by limit; without any, rates are not limited. */
  readonly rates?: RateLimits;
  /** The status that operations start with; default `RUNNING`, which is what the real API was seen to answer. */
  readonly operationsStart?: 'PENDING' | 'RUNNING';
  /** What becomes of fields that are not published: 400 (the default), or dropped without a word. */
  readonly unknownFields?: 'refuse' | 'drop';
  /** Without rights: bearer token → the account that it is of. */
  readonly users?: ReadonlyMap<string, string>;
  /**
   * Who may do what; absent: authorization is not looked at, and whoever has no token in `users` is a service account.
   */
  readonly rights?: Rights;
  /** How long answers take; default `instant`. Operations have their own profile. */
  readonly latency?: LatencyProfile;
}

export interface ComputeEmulator {
  /** Answers `/compute/v1/projects/…`, and `/compute/beta/projects/…` with beta links. */
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /** How long operations take that start from now on. */
  readonly operations: Pace;
  readonly view: ComputeView;
  /** Where getHealth gets its answers; without one nothing has been probed. */
  setHealthSource(source: HealthSource): void;
  /** Makes operations fail when they would take effect; the returned function stops it. */
  readonly failOperations: Operations['failWhen'];
}

/** The definitions are large and never change: read them once, at the first body, for all emulators of the process. */
const checkMessage: CheckMessage = lazily(loadMessageTypes);

export function createComputeEmulator(options: ComputeEmulatorOptions): ComputeEmulator {
  const { project, clock, random, fabric, regions } = options;
  const kinds = new Map([...published, ...(options.kinds ?? []).map((kind) => [kind.collection, kind] as const)]);
  const journal = createJournal();
  const faults = createFaults(['stale', 'short-list', 'unreachable', 'fail-operation']);
  const { store, past } = withPast(createStore());
  const pace = createPace(options.operations);
  const operations = createOperations({
    project,
    clock,
    random,
    pace,
    first: options.operationsStart ?? 'RUNNING',
  });
  let healthSource: HealthSource | undefined;

  const around: Surroundings = {
    project,
    store,
    operations,
    fabric,
    newExternalAddress: () => freeExternalAddress([...store.all(), ...operations.pending()]),
    health: () => healthSource,
  };
  const quotas = createQuotas(options.quotas ?? {}, (metric) => usageOf(metric, kinds, around));
  const implied = createImpliedResources({
    project,
    regions,
    fabric,
    quotas: () => quotas.all(),
    created: timestamp(clock.now()),
  });
  const writing = createWriting({ kinds, store, operations, quotas, around, clock, random });
  const zones = new Set(regions.flatMap((region) => region.zones));
  const parts = { kinds, zones, operations, writing, implied, around, checkMessage };
  const dispatch = createDispatch(parts);
  const dispatchStale = createDispatch({ ...parts, around: { ...around, store: past } });
  const rates = createRateQuotas({ project, clock, limits: options.rates ?? {} });
  const latency = createLatency(latencies, random, options.latency);

  const { rights, users = new Map<string, string>() } = options;
  const authorize = createAuthorization({ project, kinds, store, rights, users });

  async function answer(
    request: Request,
    { stale, failOperation: failure }: Asked,
    noteCaller: NoteCaller,
  ): Promise<Response> {
    const url = new URL(request.url);
    try {
      const parsed = parseRoute(url.pathname);
      if (parsed === undefined) throw notImplemented(`${request.method} ${url.pathname}`);
      if (parsed.project !== project) throw notFound(`projects/${parsed.project}`);
      const { method } = request;
      const { route, version } = parsed;
      const { searchParams: parameters } = url;
      rates.charge(method, route);
      const text = request.body === null ? '' : await request.text();
      // Fields that only beta has may well be fine there: they are not refused, they are missing here.
      const unknownFields = version === 'beta' ? 'not-implemented' : (options.unknownFields ?? 'refuse');
      const user = authorize(request, route, text, noteCaller);
      const call = { method, route, parameters, text, user, unknownFields, failure } as const;
      const body = linksIn(
        version,
        await (stale && !isMutation(method, url.pathname) ? dispatchStale(call) : dispatch(call)),
      );
      const fields = parameters.get('fields');
      return Response.json(fields === null ? body : masked(body, fields));
    } catch (error) {
      if (error instanceof ApiError) return errorResponse(error);
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return errorResponse(new ApiError(500, 'internalError', `The emulator failed: ${message}`));
    }
  }

  return {
    journal,
    faults,
    view: createView(around, kinds),
    setHealthSource(source) {
      healthSource = source;
    },
    failOperations: (fail) => operations.failWhen(fail),
    latency,
    operations: pace,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method, { pathname }) => isMutation(method, pathname),
      refuse,
      cut,
      handle: answer,
    }),
  };
}

/** How many resources count against a quota: those that exist and those being inserted. */
function usageOf(metric: string, kinds: ReadonlyMap<string, Kind>, { store, operations }: Surroundings): number {
  const paths = new Set<string>();
  for (const stored of [...store.all(), ...operations.pending()]) {
    const kind = kinds.get(collectionOf(stored.path));
    if (kind !== undefined && metricOf(kind, stored.body) === metric) paths.add(stored.path);
  }
  return paths.size;
}

function lazily(load: () => CheckMessage): CheckMessage {
  let loaded: CheckMessage | undefined;
  return (value, message, field, unknown) => {
    loaded ??= load();
    return loaded(value, message, field, unknown);
  };
}
