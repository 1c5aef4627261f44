// What users and tools read: status.VIP and status.CloudResources, in the hosted controller's spelling (PascalCase).
// A resource of its own, because it is written through the status subresource, after the front end stands.
import { multiClusterIngress } from './manifest-copies.ts';
import type { ClusterKindDefinition } from '../../../model/index.ts';

export const multiClusterIngressStatus = {
  id: 'multiClusterIngressStatus',
  title: 'MultiClusterIngress status',
  api: { ...multiClusterIngress.api, subresource: 'status' },
  aspectOf: multiClusterIngress.id,
  reportGroup: 'config-clusters',
  phase: 'switch',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  existing: 'owned',
  fields: {
    'status.VIP': { policy: 'in-place', given: true },
    'status.CloudResources': { policy: 'in-place' },
  },
} as const satisfies ClusterKindDefinition;
