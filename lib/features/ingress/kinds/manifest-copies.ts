// The copies of manifests in the config clusters: each says what Git says of it, whichever cluster has it, and all of
// it is ours.
import type { ClusterKindDefinition } from '../../../model/index.ts';

export const backendConfig = copyOf('backendConfig', 'BackendConfig', {
  group: 'cloud.google.com',
  version: 'v1',
  plural: 'backendconfigs',
  givesSettings: true,
});

export const frontendConfig = copyOf('frontendConfig', 'FrontendConfig', {
  group: 'networking.gke.io',
  version: 'v1beta1',
  plural: 'frontendconfigs',
  givesSettings: true,
});

export const multiClusterService = copyOf('multiClusterService', 'MultiClusterService', {
  group: 'networking.gke.io',
  version: 'v1',
  plural: 'multiclusterservices',
});

export const multiClusterIngress = copyOf('multiClusterIngress', 'MultiClusterIngress', {
  group: 'networking.gke.io',
  version: 'v1',
  plural: 'multiclusteringresses',
  isRoot: true,
});

interface Copy extends Pick<ClusterKindDefinition, 'isRoot' | 'givesSettings'> {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** @param kind the manifest's kind, as people write it. */
function copyOf<const I extends string>(
  id: I,
  kind: string,
  { group, version, plural, ...more }: Copy,
): ClusterKindDefinition & { readonly id: I } {
  return {
    id,
    title: kind,
    api: { group, versions: [version], kind, plural, scope: 'namespaced', custom: true },
    observed: { where: 'config', which: 'all' },
    reportGroup: 'config-clusters',
    output: 'copies',
    phase: 'expand',
    impact: { change: 'none', shrink: 'none', remove: 'none' },
    existing: 'owned',
    ...more,
    fields: {
      'metadata.labels': { policy: 'in-place', open: true },
      'metadata.annotations': { policy: 'in-place', open: true },
      spec: { policy: 'in-place' },
    },
  };
}
