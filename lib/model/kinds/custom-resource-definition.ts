// The CRDs of the manifests. One that stands already is used as it is: GKE installs its own. May import: model.
import type { KindDefinition } from './index.ts';

export const customResourceDefinition: KindDefinition = {
  title: 'custom resource definition',
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  existing: 'shared',
  fields: { 'metadata.annotations': { policy: 'in-place', open: true } },
};
