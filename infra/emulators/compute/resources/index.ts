// Every kind of resource that can be inserted.
import { addresses } from './address.ts';
import { backendServices } from './backend-service.ts';
import { firewalls } from './firewall.ts';
import { forwardingRules } from './forwarding-rule.ts';
import { healthChecks } from './health-check.ts';
import type { Kind } from './kind.ts';
import { networkEndpointGroups } from './network-endpoint-group.ts';
import { securityPolicies } from './security-policy.ts';
import { sslCertificates } from './ssl-certificate.ts';
import { sslPolicies } from './ssl-policy.ts';
import { targetHttpProxies } from './target-http-proxy.ts';
import { targetHttpsProxies } from './target-https-proxy.ts';
import { urlMaps } from './url-map.ts';

const ALL: readonly Kind[] = [
  addresses,
  backendServices,
  firewalls,
  forwardingRules,
  healthChecks,
  networkEndpointGroups,
  securityPolicies,
  sslCertificates,
  sslPolicies,
  targetHttpProxies,
  targetHttpsProxies,
  urlMaps,
];

/** By collection, e.g. `urlMaps`. */
export const kinds: ReadonlyMap<string, Kind> = new Map(ALL.map((kind) => [kind.collection, kind]));
