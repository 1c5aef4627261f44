// The copies of manifests that stand in the config clusters: each says what its manifest says, whichever cluster has it.
// May import: model.
import { type ClusterKind, type ClusterRef, isComputeRef, type ResourceRef } from './ref.ts';

export const CONFIG_COPIES = [
  'backendConfig',
  'frontendConfig',
  'multiClusterService',
  'multiClusterIngress',
] as const satisfies readonly ClusterKind[];

type ConfigCopyRef = ClusterRef & { readonly kind: (typeof CONFIG_COPIES)[number] };

export function isConfigCopy(ref: ResourceRef): ref is ConfigCopyRef {
  return !isComputeRef(ref) && CONFIG_COPIES.some((kind) => kind === ref.kind);
}
