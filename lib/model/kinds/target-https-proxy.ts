// Ties a forwarding rule to a URL map and ends TLS (compute v1 targetHttpsProxies: setUrlMap, setSslCertificates,
// setSslPolicy). May import: model.
import type { KindDefinition } from './index.ts';

export const targetHttpsProxy: KindDefinition = {
  title: 'target HTTPS proxy',
  phase: 'switch',
  impact: { change: 'possible', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: {
    urlMap: { policy: 'in-place' },
    // The order counts: the first one answers clients that name no host.
    sslCertificates: { policy: 'in-place' },
    sslPolicy: { policy: 'in-place', open: true, default: '' },
  },
};
