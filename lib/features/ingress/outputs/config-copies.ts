// Manifest → its copies in both config clusters, spec as in Git. May import: manifest, model.
import type { IngressManifest } from '../manifests/index.ts';
import { type ClusterKind, clusterRef, MANAGED_BY, OWNER_ANNOTATION } from '../../../model/index.ts';
import { keyOf } from '../inputs/check-objects.ts';
import type { InCluster, UnitContext } from './unit-context.ts';

/** Where the copies go, in the version in which they are written, whichever the manifest has: the shape is the same. */
const COPIES = {
  BackendConfig: { kind: 'backendConfig', apiVersion: 'cloud.google.com/v1' },
  FrontendConfig: { kind: 'frontendConfig', apiVersion: 'networking.gke.io/v1beta1' },
  MultiClusterIngress: { kind: 'multiClusterIngress', apiVersion: 'networking.gke.io/v1' },
  MultiClusterService: { kind: 'multiClusterService', apiVersion: 'networking.gke.io/v1' },
} as const satisfies Readonly<
  Record<IngressManifest['kind'], { readonly kind: ClusterKind; readonly apiVersion: string }>
>;

export function compileConfigCopies({ fleet, mark }: UnitContext, manifest: IngressManifest): readonly InCluster[] {
  const { kind, namespace, name, labels, annotations, body } = manifest;
  const copy = COPIES[kind];
  const metadata = {
    name,
    namespace,
    labels: { ...labels, ...MANAGED_BY },
    annotations: { ...annotations, [OWNER_ANNOTATION]: mark },
  };
  return [fleet.primary, fleet.backup].map((cluster) => ({
    ref: clusterRef(copy.kind, cluster, name, namespace),
    body: {
      apiVersion: copy.apiVersion,
      kind,
      metadata,
      ...(body['spec'] === undefined ? {} : { spec: body['spec'] }),
    },
    maker: 'rangelight',
    owners: [keyOf(manifest)],
    dependsOn: [],
  }));
}
