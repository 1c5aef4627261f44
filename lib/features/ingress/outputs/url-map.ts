// Routes → URL map: one host rule and path matcher per host, one path rule per path; a path that a host does not have goes
// to the ingress's default backend, as in the hosted controller. May import: manifest, model.
import type { MultiClusterIngress } from '../manifests/index.ts';
import { computeRef, names, nameOf, type RefKey } from '../../../model/index.ts';
import { keyOf } from '../inputs/check-objects.ts';
import type { Backend, Routes } from '../inputs/routes.ts';
import type { InCompute, UnitContext } from './unit-context.ts';

/** @param backendServiceOf key of the backend service of a backend. */
export function compileUrlMap(
  { fleet, mark, scope }: UnitContext,
  ingress: MultiClusterIngress,
  routes: Routes,
  backendServiceOf: (backend: Backend) => RefKey,
): InCompute {
  const name = nameOf('urlMap', [ingress.namespace, ingress.name], { ...scope, ingress: ingress.name });
  const defaultService = backendServiceOf(routes.defaultBackend);
  return {
    ref: computeRef('urlMap', fleet.project, name),
    body: {
      name,
      description: mark,
      defaultService,
      hostRules: routes.hosts.map(({ host }) => ({ hosts: [host], pathMatcher: names.pathMatcherName(host) })),
      pathMatchers: routes.hosts.map(({ host, routes }) => ({
        name: names.pathMatcherName(host),
        defaultService,
        pathRules: routes.map(({ path, backend }) => ({ paths: [path], service: backendServiceOf(backend) })),
      })),
    },
    maker: 'rangelight',
    owners: [keyOf(ingress)],
    dependsOn: [],
  };
}
