// The copy of a FrontendConfig manifest in a config cluster. May import: model.
import type { KindDefinition } from './index.ts';

export const frontendConfig: KindDefinition = {
  title: 'FrontendConfig',
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  existing: 'owned',
  fields: {
    'metadata.labels': { policy: 'in-place', open: true },
    'metadata.annotations': { policy: 'in-place', open: true },
    spec: { policy: 'in-place' },
  },
};
