// Load balancer → the HTTP proxy between its forwarding rule of port 80 and a URL map.
import { type ComputeRef, refKey } from '../../../model/index.ts';
import type { FrontEndContext } from './front-end-context.ts';
import type { InCompute } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

/**
 * @param urlMap the one that routes, or the one that redirects.
 * @param before what has to stand before it.
 */
export function compileTargetHttpProxy(
  { unit, balancer }: FrontEndContext,
  urlMap: ComputeRef,
  before: readonly ComputeRef[],
): InCompute {
  const { fleet, mark, scope } = unit;
  const identity = { ...scope, ingress: balancer.name };
  const name = givenName('targetHttpProxy', [balancer.namespace, balancer.name], identity);
  return {
    ref: computeRef('targetHttpProxy', fleet.project, name),
    body: { name, description: mark, urlMap: refKey(urlMap) },
    maker: 'rangelight',
    owners: balancer.frontOwners,
    dependsOn: before.map(refKey).sort(),
  };
}
