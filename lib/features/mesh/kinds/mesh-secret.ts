// The Secrets by which control planes that a team runs know each other: the token of a reader in its cluster, and the
// remote secrets that are made of it in the others. What they hold is never read to plan. Source: Istio,
// istioctl/pkg/multicluster/remote_secret.go.
import type { ClusterKindDefinition } from '../../../model/index.ts';
import { MESH } from '../section.ts';
import { MESH_NAMESPACE } from './mesh-options.ts';

export const meshSecret = {
  id: 'meshSecret',
  title: 'Secret of the mesh',
  section: MESH,
  api: { group: '', versions: ['v1'], kind: 'Secret', plural: 'secrets', scope: 'namespaced' },
  observed: { where: 'members', which: { namespace: MESH_NAMESPACE, name: 'rangelight-secrets' }, as: 'noted' },
  reportGroup: 'member-clusters',
  output: 'copies',
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'possible' },
  existing: 'owned',
  // Another token gives another one.
  gives: 'metadata.uid',
  fields: {
    'metadata.labels': { policy: 'in-place', open: true },
    'metadata.annotations': { policy: 'in-place', open: true, given: true },
    // Never read with the object, and in no body of ours: where a sweep finds another one, it says that it is so.
    data: { policy: 'in-place' },
  },
} as const satisfies ClusterKindDefinition;
