// The copy of a BackendConfig manifest in a config cluster. May import: model.
import type { KindDefinition } from './index.ts';

export const backendConfig: KindDefinition = {
  title: 'BackendConfig',
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  existing: 'owned',
  fields: {
    'metadata.labels': { policy: 'in-place', open: true },
    'metadata.annotations': { policy: 'in-place', open: true },
    spec: { policy: 'in-place' },
  },
};
