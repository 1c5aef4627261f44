// Endpoints of zonal network endpoint groups and their health. Source: compute v1 networkEndpointGroups
// (listNetworkEndpoints, attachNetworkEndpoints, detachNetworkEndpoints) and backendServices.getHealth.
import { v5 as uuidV5 } from 'uuid';
import { isJsonObject, objectsAt, textAt } from '../../core/index.ts';
import { type ComputeRef, refKey, toRest } from '../../model/index.ts';
import type { Endpoint, EndpointHealth } from '../../ports/index.ts';
import type { Calls } from './calls.ts';
import { CALLS } from './collection-calls.ts';
import { itemsOf } from './lists.ts';
import { nameParameter, scopeOf } from './request-path.ts';

/** Most endpoints that one attach or detach request may name. */
const BATCH = 500;

export async function listEndpoints(calls: Calls, neg: ComputeRef, signal: AbortSignal): Promise<readonly Endpoint[]> {
  const request = {
    ...scopeOf(neg),
    ...nameParameter(CALLS, neg),
    networkEndpointGroupsListEndpointsRequestResource: { healthStatus: 'SKIP' },
  };
  const pages = await calls.all('networkEndpointGroups', 'listNetworkEndpointsAsync', request, { signal });
  return itemsOf(pages)
    .items.map((item) => item['networkEndpoint'])
    .filter(isJsonObject)
    .map((endpoint) => ({
      // Compute may answer the instance's URL or its name.
      instance: (textAt(endpoint, 'instance') ?? '').replace(/^.*\//, ''),
      ipAddress: textAt(endpoint, 'ipAddress') ?? '',
      port: Number(endpoint['port'] ?? 0),
    }));
}

export interface EndpointBatch {
  readonly endpoints: readonly Endpoint[];
  readonly requestId: string;
}

/** Cuts a request into batches, the same way each time, so that each batch keeps its request id. */
export function endpointBatches(endpoints: readonly Endpoint[], requestId: string): readonly EndpointBatch[] {
  const sorted = [...endpoints].sort((a, b) => (endpointKey(a) < endpointKey(b) ? -1 : 1));
  const batches: EndpointBatch[] = [];
  for (let start = 0; start < sorted.length; start += BATCH) {
    const id = start === 0 ? requestId : uuidV5(`batch ${start / BATCH}`, requestId);
    batches.push({ endpoints: sorted.slice(start, start + BATCH), requestId: id });
  }
  return batches;
}

export async function readHealth(
  calls: Calls,
  backendService: ComputeRef,
  neg: ComputeRef,
  signal: AbortSignal,
): Promise<readonly EndpointHealth[]> {
  const request = {
    ...scopeOf(backendService),
    ...nameParameter(CALLS, backendService),
    resourceGroupReferenceResource: toRest({ group: refKey(neg) }),
  };
  const { healthStatus } = await calls.one('backendServices', 'getHealth', request, { signal });
  return objectsAt(healthStatus).map((entry) => ({
    ipAddress: textAt(entry, 'ipAddress') ?? '',
    port: Number(entry['port'] ?? 0),
    healthy: entry['healthState'] === 'HEALTHY',
  }));
}

function endpointKey({ instance, ipAddress, port }: Endpoint): string {
  return `${instance}/${ipAddress}:${port}`;
}
