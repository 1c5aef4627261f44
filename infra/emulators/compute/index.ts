// The control plane of an emulated Compute Engine project: the load-balancing part of the v1 REST API.
// In: requests, a clock, randomness, the fabric of instances. Out: answers, a journal, and a view for the data plane.
// May import: node built-ins, kit, fabric, its own folder (not data-plane/).
import type { Fabric } from '../fabric/index.ts';
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import { createDispatch } from './dispatch.ts';
import { ApiError, errorResponse, notFound, notImplemented } from './errors.ts';
import { freeExternalAddress } from './external-addresses.ts';
import { createImpliedResources, type Region } from './implied-resources.ts';
import { type CheckMessage, loadMessageTypes } from './message-types.ts';
import { createOperations, type OperationProfile, type Operations } from './operations.ts';
import { createQuotas } from './quotas.ts';
import { kinds } from './resources/index.ts';
import type { Surroundings } from './resources/kind.ts';
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
  /** Limits by metric, e.g. `URL_MAPS`; others keep the emulator's defaults. */
  readonly quotas?: Partial<Record<string, number>>;
}

export interface ComputeEmulator {
  /** Answers `/compute/v1/projects/…`. */
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
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
  const journal = createJournal();
  const faults = createFaults(clock);
  const store = createStore();
  const operations = createOperations({ project, clock, random, profile: options.operations });
  let healthSource: HealthSource | undefined;

  const around: Surroundings = {
    project,
    store,
    operations,
    fabric,
    newExternalAddress: () => freeExternalAddress([...store.all(), ...operations.pending()]),
    health: () => healthSource,
  };
  const quotas = createQuotas(options.quotas ?? {}, (metric) => usageOf(metric, around));
  const implied = createImpliedResources({
    project,
    regions,
    fabric,
    quotas: () => quotas.all(),
    created: timestamp(clock.now()),
  });
  const writing = createWriting({ kinds, store, operations, quotas, around, clock, random });
  const zones = new Set(regions.flatMap((region) => region.zones));
  const dispatch = createDispatch({ kinds, zones, operations, writing, implied, around, checkMessage });

  async function answer(request: Request, url: URL): Promise<Response> {
    try {
      const parsed = parseRoute(url.pathname);
      if (parsed === undefined) throw notImplemented(`${request.method} ${url.pathname}`);
      if (parsed.project !== project) throw notFound(`projects/${parsed.project}`);
      const { method } = request;
      const text = await request.text();
      return Response.json(await dispatch({ method, route: parsed.route, parameters: url.searchParams, text }));
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
    async handler(request) {
      const url = new URL(request.url);
      const { method } = request;
      const path = `${url.pathname}${url.search}`;
      const response = (await faults.meet(method, path)) ?? (await answer(request, url));
      const mutation = isMutation(method, url.pathname);
      journal.record({ at: clock.now(), method, path, status: response.status, mutation });
      return response;
    },
  };
}

/** How many resources count against a quota: those that exist and those being inserted. */
function usageOf(metric: string, { store, operations }: Surroundings): number {
  const paths = new Set<string>();
  for (const kind of kinds.values()) {
    if (kind.quota !== metric) continue;
    for (const stored of [...store.all(), ...operations.pending()]) {
      if (stored.body.kind === `compute#${kind.singular}`) paths.add(stored.path);
    }
  }
  return paths.size;
}

function lazily(load: () => CheckMessage): CheckMessage {
  let loaded: CheckMessage | undefined;
  return (value, message, field) => {
    loaded ??= load();
    loaded(value, message, field);
  };
}
