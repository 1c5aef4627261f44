// Load balancer → URL map: one host rule and path matcher per host, one path rule per path; a path that a host does not
// have goes to the fallback, as in the hosted controller.
import { names, type RefKey } from '../../../model/index.ts';
import type { Action, LoadBalancer } from '../load-balancer.ts';
import type { InCompute, UnitContext } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

/** @param backendServiceOf key of the backend service that an action sends to. */
export function compileUrlMap(
  { fleet, mark, scope }: UnitContext,
  { namespace, name: own, source, fallback, hosts }: Omit<LoadBalancer, 'address' | 'listeners' | 'frontOwners'>,
  backendServiceOf: (action: Action) => RefKey,
): InCompute {
  const name = givenName('urlMap', [namespace, own], { ...scope, ingress: own });
  const defaultService = backendServiceOf(fallback);
  return {
    ref: computeRef('urlMap', fleet.project, name),
    body: {
      name,
      description: mark,
      defaultService,
      hostRules: hosts.map(({ host }) => ({ hosts: [host], pathMatcher: names.pathMatcherName(host) })),
      pathMatchers: hosts.map(({ host, rules }) => ({
        name: names.pathMatcherName(host),
        defaultService,
        pathRules: rules.map(({ match, action }) => ({ paths: [match.path], service: backendServiceOf(action) })),
      })),
    },
    maker: 'rangelight',
    owners: [source],
    dependsOn: [],
  };
}
