// A zonal group of pod endpoints (compute v1 networkEndpointGroups: nothing can be updated). Endpoints are not fields:
// they move with the pods and are kept by the cluster's NEG controller or by the worker.
import type { ComputeKindDefinition } from '../../../model/index.ts';

export const networkEndpointGroup = {
  id: 'networkEndpointGroup',
  title: 'network endpoint group',
  api: { collection: 'networkEndpointGroups', scope: 'zonal' },
  // GKE appends up to 7 characters to a custom NEG name in a non-default subnet.
  name: { code: 'neg', maxLength: 56 },
  quota: 'NETWORK_ENDPOINT_GROUPS',
  reportGroup: 'load balancer',
  reportPlace: 8,
  hasEndpoints: true,
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'none' },
  existing: 'owned',
  fields: {
    networkEndpointType: { policy: 'immutable' },
    network: { policy: 'immutable' },
  },
} as const satisfies ComputeKindDefinition;
