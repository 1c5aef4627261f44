// The derived Service: headless, with the annotation that asks GKE for NEGs. Selector and target ports are in its name,
// because changing them in place swaps all endpoints at once. May import: model.
import type { KindDefinition } from './index.ts';

export const service: KindDefinition = {
  title: 'derived Service',
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
};
