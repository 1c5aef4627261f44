// Ingress → the forwarding rule of a port. Its name does not depend on its address: two rules cannot hold one address and
// port, so a change of address replaces the rule in its place. May import: model.
import { type ComputeRef, computeRef, nameOf, refKey } from '../../../model/index.ts';
import { type FrontEndContext, ownersOf } from './front-end-context.ts';
import type { InCompute } from './unit-context.ts';

/** @param proxy whose requests the port takes. */
export function compileForwardingRule(
  { unit, routed, address }: FrontEndContext,
  port: 80 | 443,
  proxy: ComputeRef,
): InCompute {
  const { fleet, mark, scope } = unit;
  const { ingress } = routed;
  const identity = { ...scope, ingress: ingress.name, port };
  const name = nameOf('forwardingRule', [ingress.namespace, ingress.name], identity);
  return {
    ref: computeRef('forwardingRule', fleet.project, name),
    body: {
      name,
      description: mark,
      IPAddress: address,
      IPProtocol: 'TCP',
      portRange: `${port}-${port}`,
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      networkTier: 'PREMIUM',
      target: refKey(proxy),
    },
    maker: 'rangelight',
    owners: ownersOf(routed),
    dependsOn: [],
  };
}
