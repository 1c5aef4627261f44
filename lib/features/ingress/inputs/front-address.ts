// The address that a MultiClusterIngress claims, as a forwarding rule takes it; and claims that collide.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Facts, Fleet } from '../../../fleet/index.ts';
import { annotationPlace, type MultiClusterIngress, parseStaticIp, STATIC_IP } from '../manifests/index.ts';
import { objectKey, type ObjectKey, refKey } from '../../../model/index.ts';
import { computeRef } from '../kinds/index.ts';

/** Literal IP, or a partial URL while the IP is not known; undefined when the ingress gets an address of its own. */
export function claimedAddress(ingress: MultiClusterIngress, fleet: Fleet, facts: Facts): string | undefined {
  const claim = parseStaticIp(ingress.annotations[STATIC_IP] ?? '');
  if (claim === undefined) return undefined;
  if (claim.type === 'literal') return claim.ip;
  const project = claim.project ?? fleet.project;
  const known = project === fleet.project && Object.hasOwn(facts.addresses, claim.name);
  return (known ? facts.addresses[claim.name] : undefined) ?? refKey(computeRef('address', project, claim.name));
}

/**
 * Ingresses that claim one address. All of them are held; the later ones, by namespace and name, get the error.
 * @param ingresses in that order.
 */
export function findAddressConflicts(
  ingresses: readonly MultiClusterIngress[],
  fleet: Fleet,
  facts: Facts,
): { readonly held: readonly ObjectKey[]; readonly diagnostics: readonly Diagnostic[] } {
  const holders = new Map<string, MultiClusterIngress>();
  const held = new Set<ObjectKey>();
  const diagnostics: Diagnostic[] = [];
  for (const ingress of ingresses) {
    const address = claimedAddress(ingress, fleet, facts);
    if (address === undefined) continue;
    const holder = holders.get(address);
    if (holder === undefined) {
      holders.set(address, ingress);
      continue;
    }
    for (const one of [holder, ingress]) held.add(objectKey(one));
    const message = `${address} is already claimed by ${holder.namespace}/${holder.name}`;
    diagnostics.push(diagnostic('address-conflict', message, ingress.at(annotationPlace(STATIC_IP))));
  }
  return { held: [...held], diagnostics };
}
