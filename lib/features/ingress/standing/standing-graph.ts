// What stands in Compute and in the clusters → the graph of load balancers, as if it had been compiled: bodies as they
// were answered, with the manifest objects that they are there for.
import { type JsonObject, objectsAt, textAt } from '../../../core/index.ts';
import type { Facts, Fleet } from '../../../fleet/index.ts';
import {
  type DesiredResource,
  isComputeRef,
  type ObjectKey,
  type ObservedResource,
  type RefKey,
  refKey,
} from '../../../model/index.ts';
import { clusterRef } from '../kinds/index.ts';
import { type GroupSource, groupSource } from './groups.ts';
import { afterHash } from './hosted-names.ts';
import { ingressBehind, ingressKey, type OwnerPlace, serviceBehind, serviceKey } from './owners.ts';
import { withoutOwnAddress } from './own-address.ts';
import { uploadedFrom } from './uploaded.ts';

/** Whose load balancers: those that carry our mark, or those that the hosted controller named. */
export type Whose = 'rangelight' | 'gke';

export interface StandingGraph {
  readonly fleet: Fleet;
  readonly facts: Facts;
  readonly resources: ReadonlyMap<RefKey, ObservedResource>;
  /** Derived Services of the hosted controller, which carry no mark, by key. */
  readonly services: ReadonlyMap<RefKey, JsonObject>;
}

export function standingGraph(standing: StandingGraph, whose: Whose): readonly DesiredResource[] {
  const { fleet, facts, resources, services } = standing;
  const ofWhom = [...resources.values()].filter((one) => belongs(one, whose));
  const compute = ofWhom.filter(({ ref }) => isComputeRef(ref));
  // Groups of the hosted controller have names of GKE's: they are whose backend services name them.
  const groups = new Map<RefKey, GroupSource>();
  const named = compute.flatMap(({ body }) => objectsAt(body, 'backends').flatMap((one) => textAt(one, 'group') ?? []));
  for (const key of new Set(named)) {
    const group = resources.get(key);
    const source = group && groupSource(group, fleet, facts, resources.values());
    if (source !== undefined) groups.set(key, source);
  }
  const places = new Map<RefKey, OwnerPlace>();
  for (const one of compute) {
    const place = one.ref.kind === 'backendService' ? serviceBehind(one, (key) => groups.get(key)) : undefined;
    if (place !== undefined) places.set(refKey(one.ref), place);
  }
  const urlMaps = new Map(compute.flatMap((one) => (one.ref.kind === 'urlMap' ? [[one.ref.name, one] as const] : [])));
  const owners = (one: ObservedResource): readonly ObjectKey[] => {
    const service = places.get(refKey(one.ref));
    if (service !== undefined) return [serviceKey(service)];
    if (one.ref.kind !== 'forwardingRule') return [];
    const ingress = ingressBehind(
      one,
      (proxy) => urlMaps.get(proxy),
      (key) => places.get(key)?.namespace,
    );
    return ingress === undefined ? [] : [ingressKey(ingress)];
  };
  const front = compute.map((one): DesiredResource => {
    const { ref, body } = one;
    const secret = ref.kind === 'sslCertificate' ? uploadedFrom(one) : undefined;
    const read = ref.kind === 'forwardingRule' ? withoutOwnAddress(body, resources.values()) : body;
    return { ref, body: read, maker: 'rangelight', owners: owners(one), dependsOn: [], ...(secret && { secret }) };
  });
  return [
    ...front,
    ...[...groups].flatMap(([key, source]) => groupNodes(resources.get(key), source, resources, services)),
  ];
}

function belongs({ ref, body, ours }: ObservedResource, whose: Whose): boolean {
  if (whose === 'rangelight') return ours;
  // Certificates of the project are named by people.
  return (
    isComputeRef(ref) && (afterHash(ref.name) !== undefined || (ref.kind === 'sslCertificate' && 'certificate' in body))
  );
}

/** A group with what fills it. */
function groupNodes(
  group: ObservedResource | undefined,
  { cluster, namespace, service }: GroupSource,
  resources: ReadonlyMap<RefKey, ObservedResource>,
  services: ReadonlyMap<RefKey, JsonObject>,
): readonly DesiredResource[] {
  if (group === undefined) return [];
  const { ref, body } = group;
  const made = { maker: 'gke', owners: [], dependsOn: [] } as const;
  const endpoints = { cluster, namespace, service: service ?? '', port: '' };
  if (service === undefined) return [{ ref, body, ...made, endpoints }];
  const derived = clusterRef('service', cluster, service, namespace);
  const seen = resources.get(refKey(derived))?.body ?? services.get(refKey(derived));
  return [
    { ref, body, ...made, endpoints, dependsOn: [refKey(derived)] },
    ...(seen === undefined ? [] : [{ ref: derived, body: seen, ...made }]),
  ];
}
