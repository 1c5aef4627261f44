// Load balancer → the URL map that answers plain HTTP with a redirect to HTTPS: no hosts, no service.
import type { RedirectCode } from '../load-balancer.ts';
import type { FrontEndContext } from './front-end-context.ts';
import type { InCompute } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

export function compileRedirectUrlMap(
  { unit, balancer }: FrontEndContext,
  redirectResponseCode: RedirectCode,
): InCompute {
  const { fleet, mark, scope } = unit;
  const identity = { ...scope, ingress: balancer.name, redirect: 'https' };
  const name = givenName('urlMap', [balancer.namespace, balancer.name, 'redirect'], identity);
  return {
    ref: computeRef('urlMap', fleet.project, name),
    body: {
      name,
      description: mark,
      defaultUrlRedirect: { httpsRedirect: true, redirectResponseCode, stripQuery: false },
    },
    maker: 'rangelight',
    owners: balancer.frontOwners,
    dependsOn: [],
  };
}
