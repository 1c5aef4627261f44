// Ties a forwarding rule to a URL map (compute v1 targetHttpProxies: setUrlMap). May import: model.
import type { KindDefinition } from './index.ts';

export const targetHttpProxy: KindDefinition = {
  title: 'target HTTP proxy',
  phase: 'switch',
  impact: { change: 'possible', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: { urlMap: { policy: 'in-place' } },
};
