// Which endpoints a worker-kept NEG should have, and which it has. Source of the endpoints: the EndpointSlices of the
// derived Service; a GCE_VM_IP_PORT endpoint is (instance, pod IP, target port).
import { type JsonObject, numberAt, objectsAt, sortedEntries, textAt, textsAt, valueAt } from '../../../core/index.ts';
import type { ComputeRef, EndpointSource } from '../../../model/index.ts';
import type { Endpoint } from '../../../ports/index.ts';
import { type Companion, expectOurs, type FleetPorts } from '../../../live/index.ts';

/** A worker-kept NEG holds exactly the ready endpoints of its derived Service in its zone. */
export const endpoints: Companion = {
  differs: async (neg, source, ports, signal) => {
    const { attach, detach } = await endpointDifference(neg, source, ports, signal);
    return attach.length + detach.length === 0
      ? undefined
      : `pods moved: ${attach.length} endpoints to attach, ${detach.length} to detach`;
  },
  sync: async (neg, source, doing, signal) => {
    const { ports } = doing;
    const isEmpty = doing.isMadeHere(neg);
    const { attach, detach } = await endpointDifference(neg, source, ports, signal, isEmpty ? [] : undefined);
    if (!isEmpty && attach.length + detach.length > 0) await expectOurs(neg, doing, signal);
    if (attach.length > 0) await ports.compute.attach(neg, attach, doing.requestId('attach'), signal);
    if (detach.length > 0) await ports.compute.detach(neg, detach, doing.requestId('detach'), signal);
    const note = `${attach.length} attached, ${detach.length} detached`;
    return { wrote: attach.length + detach.length > 0, note };
  },
};

/**
 * What to attach and detach, both sorted; both empty when the NEG is as it should be.
 * @param known what it has; read where it is not known.
 */
export async function endpointDifference(
  neg: ComputeRef,
  source: EndpointSource,
  ports: FleetPorts,
  signal: AbortSignal,
  known?: readonly Endpoint[],
): Promise<{ readonly attach: readonly Endpoint[]; readonly detach: readonly Endpoint[] }> {
  const labels = { 'kubernetes.io/service-name': source.service };
  const [slices, has] = await Promise.all([
    ports.clusters.read(source.cluster, 'endpointSlice', { namespace: source.namespace, labels }, signal),
    known ?? ports.compute.endpoints(neg, signal),
  ]);
  const wanted = new Map(
    slices.flatMap((slice) => endpointsOf(slice, source, neg.zone)).map((one) => [keyOf(one), one]),
  );
  const present = new Map(has.map((one) => [keyOf(one), one]));
  // A Service that selects no pod still has one empty slice (Kubernetes' EndpointSlice reconciler keeps a placeholder):
  // none at all means that the list is wrong or the controller has not been there yet, and nothing leaves because of
  // it.
  if (slices.length === 0) return { attach: [], detach: [] };
  const without = (all: ReadonlyMap<string, Endpoint>, others: ReadonlyMap<string, Endpoint>): readonly Endpoint[] =>
    sortedEntries(all).flatMap(([key, one]) => (others.has(key) ? [] : [one]));
  return { attach: without(wanted, present), detach: without(present, wanted) };
}

function endpointsOf(slice: JsonObject, source: EndpointSource, zone: string | undefined): readonly Endpoint[] {
  const named = objectsAt(slice, 'ports').find((one) => (one['name'] ?? '') === source.port);
  const port = numberAt(named, 'port');
  if (port === undefined) return [];
  return objectsAt(slice, 'endpoints').flatMap((endpoint) => {
    const ready = valueAt(endpoint, 'conditions', 'ready') !== false;
    const instance = textAt(endpoint, 'nodeName');
    if (!ready || endpoint['zone'] !== zone || instance === undefined) return [];
    return textsAt(endpoint, 'addresses').map((ipAddress) => ({ instance, ipAddress, port }));
  });
}

function keyOf(endpoint: Endpoint): string {
  return `${endpoint.instance}/${endpoint.ipAddress}:${endpoint.port}`;
}
