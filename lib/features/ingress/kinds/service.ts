// The derived Service: headless, with the annotation that asks GKE for NEGs. Selector and target ports are in its name,
// because changing them in place swaps all endpoints at once.
import type { ClusterKindDefinition } from '../../../model/index.ts';

export const service = {
  id: 'service',
  title: 'derived Service',
  api: { group: '', versions: ['v1'], kind: 'Service', plural: 'services', scope: 'namespaced' },
  name: { code: 'svc' },
  observed: { where: 'members', which: 'marked' },
  reportGroup: 'member-clusters',
  output: 'services',
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'possible' },
  existing: 'owned',
  fields: {
    'metadata.labels': { policy: 'in-place', open: true },
    'metadata.annotations': { policy: 'in-place', open: true },
    'spec.clusterIP': { policy: 'immutable' },
    'spec.selector': { policy: 'in-place' },
    'spec.ports': {
      policy: 'in-place',
      items: {
        key: 'port',
        fields: {
          name: { policy: 'in-place' },
          protocol: { policy: 'in-place', default: 'TCP' },
          targetPort: { policy: 'in-place' },
        },
      },
    },
  },
} as const satisfies ClusterKindDefinition;
