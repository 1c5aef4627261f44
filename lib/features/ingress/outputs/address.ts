// Load balancer without a given address → a reserved global address of its own, so that its VIP outlives any forwarding
// rule.
import type { LoadBalancer } from '../load-balancer.ts';
import { frontIdentity } from './front-end-context.ts';
import type { InCompute, UnitContext } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

export function compileAddress(unit: UnitContext, balancer: LoadBalancer): InCompute {
  const { fleet, mark } = unit;
  const settings = { addressType: 'EXTERNAL', networkTier: 'PREMIUM' };
  const name = givenName('address', [balancer.namespace, balancer.name], frontIdentity({ unit, balancer }));
  return {
    ref: computeRef('address', fleet.project, name),
    body: { name, description: mark, ...settings },
    maker: 'rangelight',
    owners: [balancer.source],
    dependsOn: [],
  };
}
