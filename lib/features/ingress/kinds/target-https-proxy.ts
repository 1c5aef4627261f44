// Ties a forwarding rule to a URL map and ends TLS (compute v1 targetHttpsProxies: setUrlMap, setSslCertificates,
// setSslPolicy).
import type { ComputeKindDefinition } from '../../../model/index.ts';

export const targetHttpsProxy = {
  id: 'targetHttpsProxy',
  title: 'target HTTPS proxy',
  api: { collection: 'targetHttpsProxies', scope: 'global' },
  name: { code: 'tps' },
  quota: 'TARGET_HTTPS_PROXIES',
  reportGroup: 'load balancer',
  reportPlace: 3,
  phase: 'switch',
  impact: { change: 'possible', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: {
    urlMap: { policy: 'in-place' },
    // The order counts: the first one answers clients that name no host.
    sslCertificates: { policy: 'in-place', fromSecret: true },
    sslPolicy: { policy: 'in-place', open: true, default: '' },
  },
} as const satisfies ComputeKindDefinition;
