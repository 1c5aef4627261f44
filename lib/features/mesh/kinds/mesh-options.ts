// The options of a managed control plane: a ConfigMap of the cluster in which one entry is ours. Source: Cloud Service
// Mesh, "Set up a multi-cluster mesh on managed Cloud Service Mesh": multicluster_mode, connected.
import type { ClusterKindDefinition } from '../../../model/index.ts';
import { MESH } from '../section.ts';

/** Where a control plane has what is its own. */
export const MESH_NAMESPACE = 'istio-system';

export const meshOptions = {
  id: 'meshOptions',
  title: 'ConfigMap of mesh options',
  section: MESH,
  api: { group: '', versions: ['v1'], kind: 'ConfigMap', plural: 'configmaps', scope: 'namespaced' },
  observed: { where: 'members', which: { namespace: MESH_NAMESPACE, name: 'asm-options' } },
  reportGroup: 'member-clusters',
  output: 'copies',
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'possible' },
  existing: 'some-fields',
  fields: { data: { policy: 'in-place', open: true } },
} as const satisfies ClusterKindDefinition;
