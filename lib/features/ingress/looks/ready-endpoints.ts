// How many endpoints are ready, as pods or EndpointSlices say. Pure.
import { type JsonObject, objectsAt, textAt, valueAt } from '../../../core/index.ts';
import { isKeyOfKind, type ObjectKey } from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

/** The MultiClusterService that something is made for. */
export function serviceAmong(owners: readonly ObjectKey[]): ObjectKey | undefined {
  return owners.find((owner) => isKeyOfKind(owner, OBJECT_KINDS.service));
}

/** Null when the pods could not be read. */
export function readyPods(pods: readonly JsonObject[] | undefined): number | null {
  if (pods === undefined) return null;
  const isReady = (pod: JsonObject): boolean =>
    objectsAt(pod, 'status', 'conditions').some((one) => one['type'] === 'Ready' && one['status'] === 'True');
  return pods.filter(isReady).length;
}

/** A Service without any slice is one that the endpoints controller has not seen yet: not known. */
export function readyInSlices(slices: readonly JsonObject[] | undefined, service: string): number | null {
  const own = slices?.filter((slice) => textAt(slice, 'metadata', 'labels', SERVICE_NAME) === service);
  if (own === undefined || own.length === 0) return null;
  const ready = own
    .filter((slice) => slice['addressType'] !== 'IPv6')
    .flatMap((slice) => objectsAt(slice, 'endpoints'))
    // Undefined means ready (discovery.k8s.io/v1, EndpointConditions).
    .filter((endpoint) => valueAt(endpoint, 'conditions', 'ready') !== false);
  return ready.length;
}
