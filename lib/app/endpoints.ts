// Which endpoints a worker-kept NEG should have, and which it has. Source of the endpoints: the EndpointSlices of the
// derived Service; a GCE_VM_IP_PORT endpoint is (instance, pod IP, target port). May import: core, model, ports.
import { isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import type { ComputeRef, EndpointSource } from '../model/index.ts';
import type { Endpoint } from '../ports/index.ts';
import type { FleetPorts } from './world.ts';

/** What to attach and detach, both sorted; both empty when the NEG is as it should be. */
export async function endpointDifference(
  neg: ComputeRef,
  source: EndpointSource,
  ports: FleetPorts,
  signal: AbortSignal,
): Promise<{ readonly attach: readonly Endpoint[]; readonly detach: readonly Endpoint[] }> {
  const labels = { 'kubernetes.io/service-name': source.service };
  const slices = await ports.clusters.read(
    source.cluster,
    'endpointSlice',
    { namespace: source.namespace, labels },
    signal,
  );
  const wanted = new Map(
    slices.flatMap((slice) => endpointsOf(slice, source, neg.zone)).map((one) => [keyOf(one), one]),
  );
  const present = new Map((await ports.compute.endpoints(neg, signal)).map((one) => [keyOf(one), one]));
  // A Service that selects no pod still has one empty slice (Kubernetes' EndpointSlice reconciler keeps a placeholder):
  // none at all means that the list is wrong or the controller has not been there yet, and nothing leaves because of it.
  if (slices.length === 0) return { attach: [], detach: [] };
  const missing = [...wanted].filter(([key]) => !present.has(key));
  const extra = [...present].filter(([key]) => !wanted.has(key));
  const values = (pairs: [string, Endpoint][]): Endpoint[] =>
    pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return { attach: values(missing), detach: values(extra) };
}

function endpointsOf(slice: JsonObject, source: EndpointSource, zone: string | undefined): readonly Endpoint[] {
  const port = objects(slice['ports']).find((one) => (one['name'] ?? '') === source.port)?.['port'];
  if (typeof port !== 'number') return [];
  return objects(slice['endpoints']).flatMap((endpoint) => {
    const conditions = endpoint['conditions'];
    const ready = !isJsonObject(conditions) || conditions['ready'] !== false;
    if (!ready || endpoint['zone'] !== zone || typeof endpoint['nodeName'] !== 'string') return [];
    const instance = endpoint['nodeName'];
    const addresses = Array.isArray(endpoint['addresses']) ? (endpoint['addresses'] as readonly Json[]) : [];
    return addresses.flatMap((ipAddress) => (typeof ipAddress === 'string' ? [{ instance, ipAddress, port }] : []));
  });
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function keyOf(endpoint: Endpoint): string {
  return `${endpoint.instance}/${endpoint.ipAddress}:${endpoint.port}`;
}
