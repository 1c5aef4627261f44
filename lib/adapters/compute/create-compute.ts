// The Compute port over Google's client. Never retries: the core decides what a failure means.
import { v5 as uuidV5 } from 'uuid';
import { isFailure, type JsonObject, RangelightError, textAt, textsAt } from '../../core/index.ts';
import {
  type ComputeKindDefinition,
  type ComputeRef,
  fromRest,
  type Kinds,
  refInProject,
  toRest,
} from '../../model/index.ts';
import type { Clock, Compute, ComputeObject, Endpoint, Listed } from '../../ports/index.ts';
import { createWindowBudget } from '../calls/index.ts';
import { systemClock } from '../clock/index.ts';
import type { TokenSource } from '../google-auth/index.ts';
import { createCalls } from './calls.ts';
import { createClients } from './clients.ts';
import { endpointBatches, listEndpoints, readHealth } from './endpoints.ts';
import { createWire } from './exchange.ts';
import { CALLS, callsOf, type Collections } from './collection-calls.ts';
import { aggregatedItemsOf, itemsOf } from './lists.ts';
import { settle } from './operations.ts';
import { pastChanges } from './past-changes.ts';
import { quotasIn } from './quotas.ts';
import { nameParameter, scopeOf } from './request-path.ts';
import type { RequestRates } from './request-rates.ts';
import { type Inspect, mustBeWhole, mustLoseNothing } from './sent-body.ts';
import { insertCalls, isGuarded, type UpdateCall, updateCalls } from './updates.ts';

export interface ComputeOptions {
  readonly kinds: Kinds;
  /** Of kinds in collections beside those of the features that are built in. */
  readonly collections?: Collections;
  /** `http://HOST:PORT` of another server than Google's; absent: https://compute.googleapis.com. */
  readonly endpoint?: string;
  /** Absent: requests carry no Authorization header (a local server without tokens). */
  readonly auth?: TokenSource;
  /** Milliseconds for one request, without retries. */
  readonly callTimeoutMs: number;
  /** Requests per minute that this instance may make; absent: as many as it likes (a local server). */
  readonly rates?: { readonly readsPerMinute: number; readonly writesPerMinute: number };
  /** Paces looks at operations that cannot be waited for; default: the system clock. */
  readonly clock?: Clock;
}

/** Loads and initialises the clients (about half a second, 200 MB) and gives the port. */
export async function createCompute(options: ComputeOptions): Promise<Compute> {
  const clock = options.clock ?? systemClock;
  const rates = options.rates && requestRates(options.rates, clock);
  const wire = createWire(options.auth, rates);
  const collections = { ...CALLS, ...options.collections };
  const clients = await createClients(collections, wire.transport, options.endpoint);
  const { callTimeoutMs } = options;
  const onRateLimited = (until: number | undefined): void => {
    // The answer does not say reliably which quota it was.
    rates?.reads.exhausted(until);
    rates?.writes.exhausted(until);
  };
  const calls = createCalls(clients, wire, { callTimeoutMs, clock, onRateLimited });

  /** Sends a write, unless `inspect` holds its body back, and waits for the end of its operation. */
  async function write(
    ref: ComputeRef,
    method: string,
    request: JsonObject,
    signal: AbortSignal,
    inspect: Inspect = () => {},
    onTaken: () => void = () => {},
  ): Promise<void> {
    const operation = await calls.one(ref.collection, method, { ...scopeOf(ref), ...request }, { signal, inspect });
    onTaken();
    await settle(calls, clock, scopeOf(ref), operation, signal);
  }

  /**
   * Calls a verb. One change may take several calls; each has its own request id, the same one whenever the change is
   * repeated, whatever of it was done before.
   */
  async function set(ref: ComputeRef, call: UpdateCall, requestId: string, signal: AbortSignal): Promise<void> {
    const body = toRest(call.body);
    const request = {
      ...nameParameter(collections, ref),
      [call.parameter]: body,
      requestId: uuidV5(call.method, requestId),
    };
    await write(ref, call.method, request, signal, mustBeWhole(body));
  }

  async function writeEndpoints(
    method: 'attachNetworkEndpoints' | 'detachNetworkEndpoints',
    parameter: string,
    neg: ComputeRef,
    endpoints: readonly Endpoint[],
    requestId: string,
    signal: AbortSignal,
  ): Promise<void> {
    for (const batch of endpointBatches(endpoints, requestId)) {
      const body: JsonObject = { networkEndpoints: batch.endpoints.map((endpoint) => ({ ...endpoint })) };
      const request = { ...nameParameter(collections, neg), requestId: batch.requestId, [parameter]: body };
      await write(neg, method, request, signal, mustBeWhole(body));
    }
  }

  return {
    async get(ref, signal) {
      try {
        return {
          ref,
          body: fromRest(
            await calls.one(ref.collection, 'get', { ...scopeOf(ref), ...nameParameter(collections, ref) }, { signal }),
          ),
        };
      } catch (error) {
        if (isFailure(error, 'not-found')) return undefined;
        throw error;
      }
    },

    async list(kind, project, signal) {
      const definition = options.kinds.ofCompute(kind);
      const { collection, scope } = definition.api;
      const zonal = scope === 'zonal';
      const request = { project, maxResults: 500, ...(zonal ? { returnPartialSuccess: true } : {}) };
      const pages = await calls.all(collection, zonal ? 'aggregatedListAsync' : 'listAsync', request, {
        signal,
      });
      const listed = zonal ? aggregatedItemsOf(pages, collection) : itemsOf(pages);
      return asObjects(definition, project, listed);
    },

    async policies(kind, project, signal) {
      const { items, unreachable } = itemsOf(
        await calls.all(kind, 'listAsync', { project, maxResults: 500 }, { signal }),
      );
      if (unreachable.length > 0) throw new RangelightError('unavailable', 'compute', `${kind} cannot be listed whole`);
      const found = items.map((item) => ({ name: textAt(item, 'name') ?? '', type: textAt(item, 'type') }));
      return found
        .map(({ name, type }) => (type === undefined ? { name } : { name, type }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },

    async insert(ref, body, requestId, signal) {
      const calls = insertCalls(callsOf(collections, ref.collection), body);
      const sent = toRest({ ...calls.body, name: ref.name });
      const request = { [callsOf(collections, ref.collection).resource]: sent, requestId };
      await write(ref, 'insert', request, signal, mustBeWhole(sent));
      for (const call of calls.after) await set(ref, call, requestId, signal);
    },

    async update(current, changed, requestId, signal, onTaken) {
      const { ref } = current;
      for (const call of updateCalls(callsOf(collections, ref.collection), current.body, changed)) {
        if (call.method !== 'patch' && call.method !== 'update') {
          await set(ref, call, requestId, signal);
          onTaken?.();
          continue;
        }
        const body = toRest(call.body);
        const inspect = call.method === 'update' ? mustLoseNothing(body, changed) : mustBeWhole(body);
        await write(
          ref,
          call.method,
          { ...nameParameter(collections, ref), [call.parameter]: body, requestId },
          signal,
          inspect,
          onTaken,
        );
      }
    },

    isGuarded: (ref, changed) => isGuarded(callsOf(collections, ref.collection), changed),

    async remove(ref, requestId, signal) {
      try {
        await write(ref, 'delete', { ...nameParameter(collections, ref), requestId }, signal);
      } catch (error) {
        if (!isFailure(error, 'not-found')) throw error;
      }
    },

    endpoints: (neg, signal) => listEndpoints(calls, neg, signal),
    attach: (neg, endpoints, requestId, signal) =>
      writeEndpoints(
        'attachNetworkEndpoints',
        'networkEndpointGroupsAttachEndpointsRequestResource',
        neg,
        endpoints,
        requestId,
        signal,
      ),
    detach: (neg, endpoints, requestId, signal) =>
      writeEndpoints(
        'detachNetworkEndpoints',
        'networkEndpointGroupsDetachEndpointsRequestResource',
        neg,
        endpoints,
        requestId,
        signal,
      ),
    addSignedUrlKey(service, key, requestId, signal) {
      const body: JsonObject = { ...key };
      const request = { ...nameParameter(collections, service), signedUrlKeyResource: body, requestId };
      return write(service, 'addSignedUrlKey', request, signal, mustBeWhole(body));
    },
    deleteSignedUrlKey: (service, keyName, requestId, signal) =>
      write(service, 'deleteSignedUrlKey', { ...nameParameter(collections, service), keyName, requestId }, signal),
    health: (backendService, neg, signal) => readHealth(calls, backendService, neg, signal),

    pastChanges: (ref, signal) => pastChanges(calls, ref, signal),

    async quotas(project, signal) {
      return quotasIn(await calls.one('projects', 'get', { project }, { signal }));
    },

    async instanceTags(project, zone, instance, signal) {
      const found = await calls.one('instances', 'get', { project, zone, instance }, { signal });
      return [...textsAt(found, 'tags', 'items')].sort();
    },
  };
}

function requestRates(perMinute: NonNullable<ComputeOptions['rates']>, clock: Clock): RequestRates {
  const budget = (limit: number) => createWindowBudget({ system: 'compute', limit, clock });
  return { reads: budget(perMinute.readsPerMinute), writes: budget(perMinute.writesPerMinute) };
}

/** Bodies of a list as objects; a zonal resource names its zone by URL. */
function asObjects(kind: ComputeKindDefinition, project: string, listed: Listed<JsonObject>): Listed<ComputeObject> {
  const items = listed.items.map((item) => {
    const zone = textAt(item, 'zone')?.replace(/^.*\//, '');
    return {
      ref: refInProject(kind, project, textAt(item, 'name') ?? '', zone),
      body: fromRest(item),
    };
  });
  return { items, unreachable: listed.unreachable };
}
