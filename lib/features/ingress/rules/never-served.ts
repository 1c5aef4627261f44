// Whether a load balancer never had a front end: then nobody knows its VIP, nobody reaches what stands behind it, and
// nobody loses anything when some of it goes. Whatever is not known counts as served.
import { isJsonList, objectAt, oncePer, textAt } from '../../../core/index.ts';
import { type Change, servingTest } from '../../../diff/index.ts';
import {
  type AppliedState,
  derivedMark,
  isComputeRef,
  isUnknown,
  type KindId,
  type ObjectKey,
  objectKey,
  type ObservedResource,
  type ObservedState,
  type RefKey,
  refKey,
  referencesIn,
  type ResourceRef,
} from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import { OWN_KINDS } from '../kinds/index.ts';

type Applied = Pick<AppliedState, 'unit' | 'resources'>;

/**
 * Whether what a change takes away belongs to load balancers that neither have a forwarding rule nor ever had one on
 * record.
 * @param change of an address, of a MultiClusterIngress in a config cluster, of a URL map, or of a backend service.
 * @param applied undefined: without a record nobody knows what served.
 */
export function neverServed(change: Change, observed: ObservedState, applied: Applied | undefined): boolean {
  if (applied === undefined || isFrontUnknown(observed)) return false;
  const { ref, key } = change;
  // The hosted controller makes a front end that is on no record of ours.
  if (!writtenOf(applied).hasCompute) return false;
  const owners = ref.kind === 'backendService' ? ownersOfRoutes(key, observed, applied) : change.owners;
  if (owners === undefined || (owners.length === 0 && ref.kind !== 'backendService')) return false;
  if (servingIn(observed)(applied)(key) || hadFront(owners, observed, applied)) return false;
  return ref.kind !== 'address' || isUnused(key, observed);
}

/**
 * Of each URL map that leads to a backend service now, or did when it was written; undefined when that is not known.
 */
function ownersOfRoutes(service: RefKey, observed: ObservedState, applied: Applied): readonly ObjectKey[] | undefined {
  const maps = [observedOf(observed), writtenOf(applied)].flatMap(({ mapsTo }) => mapsTo.get(service) ?? []);
  const owners = maps.map((map) => applied.resources[map]?.owners ?? []);
  return owners.some((own) => own.length === 0) ? undefined : owners.flat();
}

/** Whether what leads requests to services, or holds an address, could not be read. */
function isFrontUnknown({ unknown }: ObservedState): boolean {
  return unknown.some((part) => part.part === 'compute' && LEADING.has(part.kind));
}

const LEADING: ReadonlySet<KindId> = new Set([
  'address',
  'forwardingRule',
  'targetHttpProxy',
  'targetHttpsProxy',
  'urlMap',
  'backendService',
]);

function hadFront(owners: readonly ObjectKey[], observed: ObservedState, applied: Applied): boolean {
  // The status is written after the front end, and outlives it: whoever took the rule away, the VIP was told.
  const { fronted } = writtenOf(applied);
  const { told } = observedOf(observed);
  const isHidden = hiddenIn(observed)(applied);
  return (
    owners.some((owner) => fronted.has(owner) || told.has(owner) || isHidden.has(owner)) ||
    unrecordedIn(observed)(applied)
  );
}

/** By what Compute says of the address itself, and by the rules that stand. */
function isUnused(key: string, observed: ObservedState): boolean {
  const body = observed.resources.get(key)?.body;
  const users = body?.['users'] ?? [];
  if (textAt(body, 'status') !== 'RESERVED' || !isJsonList(users) || users.length > 0) return false;
  const { taken } = observedOf(observed);
  return !taken.has(key) && !taken.has(textAt(body, 'address'));
}

const servingIn = oncePer((observed: ObservedState) =>
  oncePer((applied: Applied) => servingTest(OWN_KINDS, observed, [applied])),
);

/** Of a rule that is on no record nobody knows to which ingress it belongs: whether there is one. */
const unrecordedIn = oncePer((observed: ObservedState) =>
  oncePer(({ unit, resources }: Applied) =>
    observedOf(observed).rules.some(
      ({ ref, body }) => resources[refKey(ref)] === undefined && derivedMark(body)?.unit === unit,
    ),
  ),
);

/** Owners whose status nobody could read in one of the clusters that have it. */
const hiddenIn = oncePer((observed: ObservedState) =>
  oncePer(
    ({ resources }: Applied) =>
      new Set(
        Object.values(resources).flatMap(({ ref, owners }) =>
          TELLING.has(ref.kind) && isUnknown(observed, ref) ? owners : [],
        ),
      ),
  ),
);

const TELLING: ReadonlySet<KindId> = new Set(['multiClusterIngress', 'multiClusterIngressStatus']);

const writtenOf = oncePer(({ resources }: Applied) => {
  const all = Object.entries(resources);
  return {
    hasCompute: all.some(([, { ref }]) => isComputeRef(ref)),
    mapsTo: mapsByService(all),
    /** Owners of front ends. */
    fronted: new Set(all.flatMap(([, { ref, owners }]) => (isFront(ref) ? owners : []))),
  };
});

const observedOf = oncePer(({ resources }: ObservedState) => {
  const all = [...resources];
  const rules = all.flatMap(([, one]) => (one.ref.kind === 'forwardingRule' ? [one] : []));
  return {
    rules,
    mapsTo: mapsByService(all),
    /** Ingresses with a VIP in their status. */
    told: new Set(all.flatMap(([, one]) => (tellsVip(one) ? [ingressOf(one.ref)] : []))),
    /** Addresses that a rule has, as it names them. */
    taken: new Set(rules.map(({ body }) => textAt(body, 'IPAddress'))),
  };
});

/** Backend service → the URL maps that lead to it. */
function mapsByService(
  resources: readonly (readonly [RefKey, Pick<ObservedResource, 'ref' | 'body'>])[],
): ReadonlyMap<RefKey, readonly RefKey[]> {
  const found = new Map<RefKey, RefKey[]>();
  for (const [map, { ref, body }] of resources) {
    if (ref.kind !== 'urlMap') continue;
    for (const service of referencesIn(body)) {
      const maps = found.get(service);
      if (maps === undefined) found.set(service, [map]);
      else maps.push(map);
    }
  }
  return found;
}

function isFront({ kind }: ResourceRef): boolean {
  return kind === 'forwardingRule' || kind === 'multiClusterIngressStatus';
}

function tellsVip({ ref, body }: ObservedResource): boolean {
  return ref.kind === 'multiClusterIngressStatus' && (textAt(objectAt(body, 'status'), 'VIP') ?? '') !== '';
}

function ingressOf(ref: ResourceRef): ObjectKey {
  return 'namespace' in ref ? objectKey({ ...OBJECT_KINDS.ingress, namespace: ref.namespace, name: ref.name }) : '';
}
