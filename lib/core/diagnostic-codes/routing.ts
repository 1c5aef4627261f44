// Diagnostics about ingresses: their backends, routes, addresses. A data table. May import: diagnostic-entry.
import type { DiagnosticEntry } from './diagnostic-entry.ts';

export const ROUTING_DIAGNOSTICS = {
  'missing-default-backend': {
    severity: 'error',
    title: 'The MultiClusterIngress has no default backend',
    doc: 'spec.template.spec.backend answers what no host or path matches; without it a load balancer cannot be made.',
  },
  'backend-not-found': {
    severity: 'error',
    title: 'A backend names a MultiClusterService that does not exist',
    doc: 'serviceName must be a MultiClusterService (not a Service) of the same namespace.',
  },
  'port-not-found': {
    severity: 'error',
    title: 'A backend names a port that its MultiClusterService does not have',
    doc: 'servicePort must be the number or name of a port in spec.template.spec.ports.',
  },
  'conflicting-path': {
    severity: 'error',
    title: 'One host and path has two different backends',
    doc: 'Rules for the same host are merged. The hosted controller lets the last one win silently; Rangelight asks you to decide.',
  },
  'invalid-path': {
    severity: 'error',
    title: 'The path is not one that a URL map accepts',
    doc: 'A path starts with /, may end in /*, and contains no ? or # and no other *. With pathType Exact or Prefix it has no * at all.',
  },
  'exact-path': {
    severity: 'warning',
    title: 'A path matches itself alone',
    doc: 'Without /* at its end a path is exact: /api is not /api/users, and / is not every path. Write /api/* as well for everything under it, or only /* for every path. With `pathType: Exact` it is said to be meant so, and with `pathType: Prefix` both are made of one line; the hosted controller knows neither.',
  },
  'invalid-host': {
    severity: 'error',
    title: 'The host is not one that a URL map accepts',
    doc: 'A host is a DNS name, optionally with a leading *. label; no port, no IP address.',
  },
  'rule-backend-shorthand': {
    severity: 'warning',
    title: 'A backend stands directly under a rule',
    doc: 'It is read as the backend of path /*. Write http.paths to be explicit.',
  },
  'name-too-long': {
    severity: 'error',
    title: 'The MultiClusterService name is too long',
    doc: 'A name may have at most 63 characters, as that of a Service. Give it a shorter name, and use that in the ingresses that refer to it.',
  },
  'long-service-name': {
    severity: 'warning',
    title: 'The MultiClusterService has a name of more than 38 characters',
    doc: 'Rangelight serves it. The hosted controller puts a prefix and a hash around the name, within 63 characters, and Google does not say what it does with a longer one. Use a shorter name if the fleet may go back to the hosted controller.',
  },
  'address-conflict': {
    severity: 'error',
    title: 'Two MultiClusterIngresses claim one address and port',
    doc: 'A forwarding rule holds its IP address and port alone. Give one of them another static-ip.',
  },
  'invalid-static-ip': {
    severity: 'error',
    title: 'networking.gke.io/static-ip is not an address',
    doc: 'Use a literal IPv4 address, the URL of a global address, or the name of one reserved in the project.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;
