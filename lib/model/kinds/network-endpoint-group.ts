// A zonal group of pod endpoints (compute v1 networkEndpointGroups: nothing can be updated). Endpoints are not fields:
// they move with the pods and are kept by the cluster's NEG controller or by the worker. May import: model.
import type { KindDefinition } from './index.ts';

export const networkEndpointGroup: KindDefinition = {
  title: 'network endpoint group',
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'none' },
  existing: 'owned',
  fields: {
    networkEndpointType: { policy: 'immutable' },
    network: { policy: 'immutable' },
  },
};
