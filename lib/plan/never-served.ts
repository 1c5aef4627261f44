// Whether a load balancer never had a front end: then nobody knows its VIP, nobody reaches what stands behind it, and nobody loses
// anything when some of it goes. Whatever is not known counts as served. May import: core, model, diff.
import { isJsonList, objectAt, textAt } from '../core/index.ts';
import { type Change, servingTest } from '../diff/index.ts';
import {
  type AppliedState,
  derivedMark,
  isComputeRef,
  OBJECT_KINDS,
  type ObjectKey,
  objectKey,
  type ObservedResource,
  type ObservedState,
  type RefKey,
  refKey,
  referencesIn,
  type ResourceRef,
} from '../model/index.ts';

type Applied = Pick<AppliedState, 'unit' | 'resources'>;

/**
 * Whether what a change takes away belongs to load balancers that neither have a forwarding rule nor ever had one on record.
 * @param change of an address, of a MultiClusterIngress in a config cluster, of a URL map, or of a backend service.
 * @param applied undefined: without a record nobody knows what served.
 */
export function neverServed(change: Change, observed: ObservedState, applied: Applied | undefined): boolean {
  if (applied === undefined || observed.unknown.length > 0) return false;
  const { ref, key } = change;
  // The hosted controller makes a front end that is on no record of ours.
  if (!Object.values(applied.resources).some((one) => isComputeRef(one.ref))) return false;
  const owners = ref.kind === 'backendService' ? ownersOfRoutes(key, observed, applied) : change.owners;
  if (owners === undefined || (owners.length === 0 && ref.kind !== 'backendService')) return false;
  if (servingTest(observed, [applied])(key) || hadFront(owners, observed, applied)) return false;
  return ref.kind !== 'address' || isUnused(key, observed.resources);
}

/** Of each URL map that leads to a backend service now, or did when it was written; undefined when that is not known. */
function ownersOfRoutes(
  service: RefKey,
  { resources }: ObservedState,
  { resources: written }: Applied,
): readonly ObjectKey[] | undefined {
  const leads = ({ ref, body }: Pick<ObservedResource, 'ref' | 'body'>): boolean =>
    ref.kind === 'urlMap' && referencesIn(body).includes(service);
  const maps = [...resources, ...Object.entries(written)].flatMap(([map, one]) => (leads(one) ? [map] : []));
  const owners = maps.map((map) => written[map]?.owners ?? []);
  return owners.some((own) => own.length === 0) ? undefined : owners.flat();
}

function hadFront(owners: readonly ObjectKey[], { resources }: ObservedState, applied: Applied): boolean {
  const isOwned = (others: readonly ObjectKey[]): boolean => others.some((other) => owners.includes(other));
  // The status is written after the front end, and outlives it: whoever took the rule away, the VIP was told.
  if (Object.values(applied.resources).some((one) => isFront(one.ref) && isOwned(one.owners))) return true;
  const seen = [...resources.values()];
  if (seen.some((one) => tellsVip(one) && isOwned([ingressOf(one.ref)]))) return true;
  // Of a rule that is on no record nobody knows to which ingress it belongs.
  const isUnrecorded = (one: ObservedResource): boolean =>
    derivedMark(one.body)?.unit === applied.unit && applied.resources[refKey(one.ref)] === undefined;
  return seen.some((one) => one.ref.kind === 'forwardingRule' && isUnrecorded(one));
}

/** By what Compute says of the address itself, and by the rules that stand. */
function isUnused(key: string, resources: ObservedState['resources']): boolean {
  const body = resources.get(key)?.body;
  const users = body?.['users'] ?? [];
  if (textAt(body, 'status') !== 'RESERVED' || !isJsonList(users) || users.length > 0) return false;
  const names = [key, textAt(body, 'address')];
  return ![...resources.values()].some(
    (one) => one.ref.kind === 'forwardingRule' && names.includes(textAt(one.body, 'IPAddress')),
  );
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
