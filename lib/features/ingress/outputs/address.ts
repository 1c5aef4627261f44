// Ingress without static-ip → a reserved global address of its own, so that its VIP outlives any forwarding rule.
// May import: manifest, model.
import type { MultiClusterIngress } from '../manifests/index.ts';
import { computeRef, nameOf } from '../../../model/index.ts';
import { keyOf } from '../inputs/check-objects.ts';
import type { InCompute, UnitContext } from './unit-context.ts';

export function compileAddress({ fleet, mark, scope }: UnitContext, ingress: MultiClusterIngress): InCompute {
  const settings = { addressType: 'EXTERNAL', networkTier: 'PREMIUM' };
  const name = nameOf('address', [ingress.namespace, ingress.name], {
    ...scope,
    ingress: ingress.name,
    settings,
  });
  return {
    ref: computeRef('address', fleet.project, name),
    body: { name, description: mark, ...settings },
    maker: 'rangelight',
    owners: [keyOf(ingress)],
    dependsOn: [],
  };
}
