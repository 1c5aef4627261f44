// Clauses of what is made of manifests, and of limits.
import type { Clause } from './clause.ts';
import { configured, ingress, service } from './pieces.ts';

const services = 'Derived Services and network endpoint groups';
const balancer = 'The load balancer';

export const BALANCER_CLAUSES: readonly Clause[] = [
  {
    id: 'derived/shape',
    section: services,
    feature: 'derived Service',
    source: 'concept',
    hosted: 'headless, in every selected cluster; selector and ports are carried over, nothing else',
    rangelight: 'the same, under a name of its own',
    why: 'two writers never share a Service',
    manifests: service('web') + ingress(),
    shown: [
      { resource: 'service', has: { spec: { clusterIP: 'None', selector: { app: 'web' }, ports: [{ port: 8080 }] } } },
    ],
  },
  {
    id: 'derived/name',
    section: services,
    feature: 'long names of MultiClusterServices',
    source: 'concept',
    hosted: 'up to 38 characters; longer ones are in use, and not documented',
    rangelight: 'up to 63; above 38 with the warning `long-service-name`',
    manifests:
      service('web') +
      ingress() +
      service('asm-ingressgateway-xlb-multicluster-svc') +
      ingress().replaceAll('web', 'asm-ingressgateway-xlb-multicluster-svc').replace('front', 'gateway'),
    shown: [
      { finding: 'long-service-name', on: 'name: asm-ingressgateway' },
      { resource: 'urlMap', count: 2 },
    ],
  },
  {
    id: 'balancer/backends',
    section: balancer,
    feature: 'backends',
    source: 'concept',
    hosted: 'the group of every selected cluster and zone, by rate',
    rangelight: 'the same',
    manifests: service('web') + ingress(),
    shown: [
      {
        resource: 'backendService',
        has: { backends: Array.from({ length: 4 }, () => ({ balancingMode: 'RATE', capacityScaler: 1 })) },
      },
    ],
  },
  {
    id: 'balancer/shared-backend-service',
    section: balancer,
    feature: 'backend services',
    source: 'deploy',
    hosted: 'one per MultiClusterService and port, shared by all that refer to it',
    rangelight: 'the same',
    manifests: service('web') + ingress() + ingress().replace('name: front', 'name: second'),
    shown: [
      { resource: 'urlMap', count: 2 },
      { resource: 'backendService', count: 1 },
      { resource: 'healthCheck', count: 1 },
    ],
  },
  {
    id: 'balancer/scheme',
    section: balancer,
    feature: 'load balancing scheme',
    source: 'schemes',
    hosted: 'global external, most likely the classic one (inferred)',
    rangelight: '`EXTERNAL_MANAGED`, the global external Application Load Balancer',
    why: 'URL maps up to 1 MB, and weights and headers to come',
    manifests: service('web') + ingress(),
    shown: [
      { resource: 'backendService', has: { loadBalancingScheme: 'EXTERNAL_MANAGED' } },
      { resource: 'forwardingRule', has: { loadBalancingScheme: 'EXTERNAL_MANAGED' } },
    ],
  },
  {
    id: 'balancer/health-check',
    section: balancer,
    feature: 'health check without a BackendConfig',
    source: 'controller',
    hosted: '`/` on the serving port, every 15 seconds, healthy after 1, unhealthy after 2',
    rangelight: 'the same; readiness probes are not read',
    manifests: configured('{}'),
    shown: [
      {
        resource: 'healthCheck',
        has: { type: 'HTTP', checkIntervalSec: 15, timeoutSec: 15, healthyThreshold: 1, unhealthyThreshold: 2 },
      },
    ],
  },
  {
    id: 'balancer/firewall',
    section: balancer,
    feature: 'firewall rule',
    source: 'features',
    hosted: "one per network, from the probes' ranges to the tags of the nodes",
    rangelight: 'the same, one per fleet',
    manifests: service('web') + ingress(),
    shown: [
      {
        resource: 'firewall',
        has: {
          sourceRanges: ['130.211.0.0/22', '35.191.0.0/16'],
          targetTags: ['node-asia', 'node-eu', 'node-us'],
        },
      },
    ],
  },
  {
    id: 'limits/certificates',
    section: 'Limits',
    feature: 'certificates of one front end',
    source: 'quotas',
    hosted: '15; more is a raw API error',
    rangelight: 'more than 15 is `invalid-annotation`',
    why: 'said before the merge',
    manifests:
      service('web') +
      ingress('', `networking.gke.io/pre-shared-certs: "${Array.from({ length: 16 }, (_, at) => `c${at}`).join()}"`),
    shown: [{ finding: 'invalid-annotation', on: 'pre-shared-certs' }],
  },
];
