// The endpoints controller: keeps the EndpointSlices of every Service that has a selector.
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../kit/clock.ts';
import { endpointSlices, MANAGED_BY_LABEL, SLICE_MANAGER } from './endpoint-slices.ts';
import type { KubeClient } from '../../kit/controllers/kube-client.ts';
import { type EndpointSlice, SERVICE_NAME_LABEL, ZONE_LABEL } from './objects.ts';
import type { ClusterView } from './cluster-view.ts';
import { createWorkQueue } from '../../kit/controllers/work-queue.ts';
import { keyOf } from '../../kit/controllers/watched.ts';

// The real controller's defaultSyncBackOff and maxSyncBackOff.
const BACK_OFF = { first: 1_000, most: 1_000_000 };

/** Starts working on changes in `view`; the returned function stops it. */
export function startEndpointsController(client: KubeClient, clock: Clock, view: ClusterView): () => void {
  const { services, pods, nodes, slices } = view;
  let synced = false;
  const queue = createWorkQueue(clock, BACK_OFF, reconcile);

  const addAll = (namespace?: string): void => {
    for (const service of services.values()) {
      if (namespace === undefined || service.metadata.namespace === namespace) queue.add(keyOf(service));
    }
  };
  services.onChange((service) => queue.add(keyOf(service)));
  pods.onChange((pod) => addAll(pod.metadata.namespace));
  slices.onChange((slice) => queue.add(serviceKeyOf(slice)));
  void view.synced.then(() => {
    synced = true;
    addAll();
  });

  async function reconcile(key: string): Promise<void> {
    if (!synced) return;
    const service = services.get(key);
    if (service !== undefined && service.spec?.selector === undefined) return;
    const inNamespace = pods.values().filter((pod) => pod.metadata.namespace === service?.metadata.namespace);
    const zoneOf = (node: string): string | undefined => nodes.get(node)?.metadata.labels?.[ZONE_LABEL];
    const wanted = service === undefined ? [] : endpointSlices(service, inNamespace, zoneOf);

    for (const slice of wanted) {
      if (!isSame(slices.get(keyOf(slice)), slice)) await client.apply(pathOf(slice), SLICE_MANAGER, slice);
    }
    const kept = new Set(wanted.map(keyOf));
    for (const slice of slices.values()) {
      if (isOurs(slice) && serviceKeyOf(slice) === key && !kept.has(keyOf(slice))) await client.remove(pathOf(slice));
    }
  }

  return () => queue.close();
}

function isOurs(slice: EndpointSlice): boolean {
  return slice.metadata.labels?.[MANAGED_BY_LABEL] === SLICE_MANAGER;
}

function serviceKeyOf(slice: EndpointSlice): string {
  return `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_NAME_LABEL]}`;
}

function pathOf(slice: EndpointSlice): string {
  return `/apis/discovery.k8s.io/v1/namespaces/${slice.metadata.namespace}/endpointslices/${slice.metadata.name}`;
}

/** Whether a write would change nothing that this controller sets; saves the server a request per event. */
function isSame(live: EndpointSlice | undefined, wanted: EndpointSlice): boolean {
  if (live === undefined) return false;
  const labelsKept = Object.entries(wanted.metadata.labels ?? {}).every(([k, v]) => live.metadata.labels?.[k] === v);
  return (
    labelsKept &&
    isDeepStrictEqual(live.endpoints ?? [], wanted.endpoints ?? []) &&
    isDeepStrictEqual(live.ports ?? [], wanted.ports ?? [])
  );
}
