// Ingress → the URL map that answers plain HTTP with a redirect to HTTPS: no hosts, no service. May import: model.
import { computeRef, nameOf } from '../../../model/index.ts';
import type { FrontEnd } from '../inputs/front-end.ts';
import { type FrontEndContext, ownersOf } from './front-end-context.ts';
import type { InCompute } from './unit-context.ts';

export function compileRedirectUrlMap(
  { unit, routed }: FrontEndContext,
  redirectResponseCode: NonNullable<FrontEnd['redirect']>,
): InCompute {
  const { fleet, mark, scope } = unit;
  const { ingress } = routed;
  const identity = { ...scope, ingress: ingress.name, redirect: 'https' };
  const name = nameOf('urlMap', [ingress.namespace, ingress.name, 'redirect'], identity);
  return {
    ref: computeRef('urlMap', fleet.project, name),
    body: {
      name,
      description: mark,
      defaultUrlRedirect: { httpsRedirect: true, redirectResponseCode, stripQuery: false },
    },
    maker: 'rangelight',
    owners: ownersOf(routed),
    dependsOn: [],
  };
}
