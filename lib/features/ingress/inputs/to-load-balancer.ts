// A MultiClusterIngress with its references resolved → the load balancer that it asks for.
import type { Facts, Fleet } from '../../../fleet/index.ts';
import { compareText } from '../../../core/index.ts';
import type { HostRules, HttpsListener, LoadBalancer, Split } from '../load-balancer.ts';
import { keyOf, type RoutedIngress } from './check-objects.ts';
import { claimedAddress } from './front-address.ts';
import type { FrontEnd } from './front-end.ts';
import { backendKey, type Routes, type RouteSplit } from './routes.ts';

export function toLoadBalancer({ ingress, routes, frontEnd }: RoutedIngress, fleet: Fleet, facts: Facts): LoadBalancer {
  const { config, redirect } = frontEnd;
  return {
    namespace: ingress.namespace,
    name: ingress.name,
    source: keyOf(ingress),
    frontOwners: [ingress, ...(config === undefined ? [] : [config])].map(keyOf).sort(),
    address: claimedAddress(ingress, fleet, facts),
    listeners: [{ protocol: 'HTTP', port: 80, redirect }, ...httpsFor(frontEnd)],
    ...rulesOfRoutes(routes),
  };
}

/** Where requests go; the rest of a load balancer has nothing to do with it. */
export function rulesOfRoutes({ defaultBackend, hosts }: Routes): Pick<LoadBalancer, 'fallback' | 'hosts'> {
  return {
    fallback: { backend: backendKey(defaultBackend) },
    hosts: hosts.map(
      ({ host, routes }): HostRules => ({
        host,
        rules: routes.map(({ path, backend, split }) => ({
          match: { path },
          action: { backend: backendKey(backend), ...(split === undefined ? {} : { split: splitOf(split) }) },
        })),
      }),
    ),
  };
}

function splitOf({ shares, headers }: RouteSplit): Split {
  return {
    shares: shares
      .map(({ backend, weight }) => ({ backend: backendKey(backend), weight }))
      .sort((a, b) => compareText(a.backend, b.backend)),
    headers: headers.map((rule) => ({ ...rule, backend: backendKey(rule.backend) })),
  };
}

/** Plain HTTP always; HTTPS when there is a certificate. */
function httpsFor({ certificates, secrets, sslPolicy }: FrontEnd): readonly HttpsListener[] {
  if (certificates.length + secrets.length === 0) return [];
  return [{ protocol: 'HTTPS', port: 443, certificates, secrets, sslPolicy }];
}
