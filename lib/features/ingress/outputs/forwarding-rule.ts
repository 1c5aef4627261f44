// Load balancer → the forwarding rule of a listener. Its name does not depend on its address: two rules cannot hold one
// address and port, so a change of address replaces the rule in its place.
import { type ComputeRef, refKey } from '../../../model/index.ts';
import { type FrontEndContext, frontIdentity } from './front-end-context.ts';
import type { InCompute } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

/** @param proxy whose requests the port takes. */
export function compileForwardingRule(context: FrontEndContext, port: 80 | 443, proxy: ComputeRef): InCompute {
  const { balancer, address } = context;
  const { fleet, mark } = context.unit;
  const identity = { ...frontIdentity(context), port };
  const name = givenName('forwardingRule', [balancer.namespace, balancer.name], identity);
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
    owners: balancer.frontOwners,
    dependsOn: [],
  };
}
