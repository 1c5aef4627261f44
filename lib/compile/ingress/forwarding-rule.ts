// Ingress → the forwarding rule of port 80. Its name does not depend on its address: two rules cannot hold one address and
// port, so a change of address replaces the rule in its place. May import: manifest, model.
import type { MultiClusterIngress } from '../../manifest/index.ts';
import { type ComputeRef, computeRef, names, refKey } from '../../model/index.ts';
import { keyOf } from '../check-objects.ts';
import type { InCompute, UnitContext } from './unit-context.ts';

const PORT = 80;

/** @param address literal IP or partial URL. */
export function compileForwardingRule(
  { fleet, mark, scope }: UnitContext,
  ingress: MultiClusterIngress,
  address: string,
  proxy: ComputeRef,
): InCompute {
  const identity = { ...scope, ingress: ingress.name, port: PORT };
  const name = names.nameOf('forwardingRule', [ingress.namespace, ingress.name], identity);
  return {
    ref: computeRef('forwardingRule', fleet.project, name),
    body: {
      name,
      description: mark,
      IPAddress: address,
      IPProtocol: 'TCP',
      portRange: `${PORT}-${PORT}`,
      loadBalancingScheme: 'EXTERNAL_MANAGED',
      networkTier: 'PREMIUM',
      target: refKey(proxy),
    },
    maker: 'rangelight',
    owners: [keyOf(ingress)],
    dependsOn: [],
  };
}
