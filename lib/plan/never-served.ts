// Whether a load balancer never had a front end: then nobody knows its VIP, and nobody loses anything when it goes. Whatever is not
// known counts as served. May import: core, model, diff.
import { isJsonList, objectAt, textAt } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import {
  type AppliedState,
  derivedMark,
  isComputeRef,
  OBJECT_KINDS,
  type ObjectKey,
  objectKey,
  type ObservedResource,
  type ObservedState,
  refKey,
  type ResourceRef,
} from '../model/index.ts';

type Applied = Pick<AppliedState, 'unit' | 'resources'>;

/**
 * Whether what a change takes away belongs to a load balancer that neither has a forwarding rule nor ever had one on record.
 * @param change of an address, or of a MultiClusterIngress in a config cluster.
 * @param applied undefined: without a record nobody knows what served.
 */
export function neverServed(
  { ref, key, owners }: Change,
  { resources, unknown }: ObservedState,
  applied: Applied | undefined,
): boolean {
  if (applied === undefined || owners.length === 0 || unknown.length > 0) return false;
  const isOwned = (others: readonly ObjectKey[]): boolean => others.some((other) => owners.includes(other));
  const written = Object.values(applied.resources);
  // The hosted controller makes a front end that is on no record of ours.
  if (!written.some((one) => isComputeRef(one.ref))) return false;
  // The status is written after the front end, and outlives it: whoever took the rule away, the VIP was told.
  if (written.some((one) => isFront(one.ref) && isOwned(one.owners))) return false;
  const seen = [...resources.values()];
  if (seen.some((one) => tellsVip(one) && isOwned([ingressOf(one.ref)]))) return false;
  // Of a rule that is on no record nobody knows to which ingress it belongs.
  const isUnrecorded = (one: ObservedResource): boolean =>
    derivedMark(one.body)?.unit === applied.unit && applied.resources[refKey(one.ref)] === undefined;
  if (seen.some((one) => one.ref.kind === 'forwardingRule' && isUnrecorded(one))) return false;
  return ref.kind !== 'address' || isUnused(key, resources);
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
