// Ties a forwarding rule to a URL map (compute v1 targetHttpProxies: setUrlMap).
import type { ComputeKindDefinition } from '../../../model/index.ts';

export const targetHttpProxy = {
  id: 'targetHttpProxy',
  title: 'target HTTP proxy',
  api: { collection: 'targetHttpProxies', scope: 'global' },
  name: { code: 'tp' },
  quota: 'TARGET_HTTP_PROXIES',
  reportGroup: 'load balancer',
  reportPlace: 2,
  phase: 'switch',
  impact: { change: 'possible', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: { urlMap: { policy: 'in-place' } },
} as const satisfies ComputeKindDefinition;
