// The CRDs of the manifests. One that stands already is used as it is: GKE installs its own.
import type { ClusterKindDefinition } from '../../../model/index.ts';

export const customResourceDefinition = {
  id: 'customResourceDefinition',
  title: 'custom resource definition',
  api: {
    group: 'apiextensions.k8s.io',
    versions: ['v1'],
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    scope: 'cluster',
  },
  observed: { where: 'config', which: 'all' },
  reportGroup: 'config-clusters',
  output: 'copies',
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  existing: 'shared',
  fields: { 'metadata.annotations': { policy: 'in-place', open: true } },
} as const satisfies ClusterKindDefinition;
