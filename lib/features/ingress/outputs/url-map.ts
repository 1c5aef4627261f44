// Load balancer → URL map: one host rule and path matcher per host, one path rule per path; a path that a host does not
// have goes to the fallback, as in the hosted controller. A host of which a path is divided has route rules instead.
import { names, type RefKey } from '../../../model/index.ts';
import type { BackendKey, HostRules, LoadBalancer } from '../load-balancer.ts';
import type { InCompute, UnitContext } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';
import { routeRules } from './route-rules.ts';

/** @param serviceOf key of the backend service of a backend. */
export function compileUrlMap(
  { fleet, mark, scope }: UnitContext,
  { namespace, name: own, source, fallback, hosts }: Omit<LoadBalancer, 'address' | 'listeners' | 'frontOwners'>,
  serviceOf: (backend: BackendKey) => RefKey,
): InCompute {
  const name = givenName('urlMap', [namespace, own], { ...scope, ingress: own });
  const defaultService = serviceOf(fallback.backend);
  return {
    ref: computeRef('urlMap', fleet.project, name),
    body: {
      name,
      description: mark,
      defaultService,
      hostRules: hosts.map(({ host }) => ({ hosts: [host], pathMatcher: names.pathMatcherName(host) })),
      pathMatchers: hosts.map((rules) => ({
        name: names.pathMatcherName(rules.host),
        defaultService,
        ...(isDivided(rules)
          ? { routeRules: routeRules(rules, serviceOf) }
          : { pathRules: pathRules(rules, serviceOf) }),
      })),
    },
    maker: 'rangelight',
    owners: [source],
    dependsOn: [],
  };
}

/** A path matcher has rules of one form alone. */
function isDivided({ rules }: HostRules): boolean {
  return rules.some(({ action }) => action.split !== undefined);
}

function pathRules({ rules }: HostRules, serviceOf: (backend: BackendKey) => RefKey) {
  return rules.map(({ match, action }) => ({ paths: [match.path], service: serviceOf(action.backend) }));
}
