// Ingress → the HTTP proxy between its forwarding rule and its URL map. May import: manifest, model.
import type { MultiClusterIngress } from '../../manifest/index.ts';
import { type ComputeRef, computeRef, names, refKey } from '../../model/index.ts';
import { keyOf } from '../check-objects.ts';
import type { InCompute, UnitContext } from './unit-context.ts';

export function compileTargetHttpProxy(
  { fleet, mark, scope }: UnitContext,
  ingress: MultiClusterIngress,
  urlMap: ComputeRef,
): InCompute {
  const identity = { ...scope, ingress: ingress.name };
  const name = names.nameOf('targetHttpProxy', [ingress.namespace, ingress.name], identity);
  return {
    ref: computeRef('targetHttpProxy', fleet.project, name),
    body: { name, description: mark, urlMap: refKey(urlMap) },
    maker: 'rangelight',
    owners: [keyOf(ingress)],
    dependsOn: [],
  };
}
