// Manifest → its copies in both config clusters, spec as in Git.
import type { Fleet } from '../../../fleet/index.ts';
import type { IngressManifest } from '../manifests/index.ts';
import { ABOUT_ANNOTATION, MANAGED_BY, OWNER_ANNOTATION } from '../../../model/index.ts';
import { keyOf } from '../inputs/check-objects.ts';
import type { InCluster, UnitContext } from './unit-context.ts';
import { type ClusterKind, clusterRef } from '../kinds/index.ts';

/** Where the copies go, in the version in which they are written, whichever the manifest has: the shape is the same. */
const COPIES = {
  BackendConfig: { kind: 'backendConfig', apiVersion: 'cloud.google.com/v1' },
  FrontendConfig: { kind: 'frontendConfig', apiVersion: 'networking.gke.io/v1beta1' },
  MultiClusterIngress: { kind: 'multiClusterIngress', apiVersion: 'networking.gke.io/v1' },
  MultiClusterService: { kind: 'multiClusterService', apiVersion: 'networking.gke.io/v1' },
} as const satisfies Readonly<
  Record<IngressManifest['kind'], { readonly kind: ClusterKind; readonly apiVersion: string }>
>;

const COPY =
  'A copy of a manifest in Git, which Rangelight keeps: change it there. What is edited here is told, and put back where the policy of the fleet says so.';

/** What a copy is, in words. */
const ABOUT = {
  rangelight: `${COPY} Rangelight makes the load balancers itself: do not enable Multi Cluster Ingress or Multi-cluster Gateway, which share one feature of the fleet, with this cluster as config cluster, because their controller would take the copies for its own.`,
  gke: `${COPY} The hosted controller of Multi Cluster Ingress makes the load balancers out of it.`,
} as const satisfies Readonly<Record<Fleet['controller'], string>>;

export function compileConfigCopies({ fleet, mark }: UnitContext, manifest: IngressManifest): readonly InCluster[] {
  const { kind, namespace, name, labels, annotations, body } = manifest;
  const copy = COPIES[kind];
  const metadata = {
    name,
    namespace,
    labels: { ...labels, ...MANAGED_BY },
    annotations: { ...annotations, [OWNER_ANNOTATION]: mark, [ABOUT_ANNOTATION]: ABOUT[fleet.controller] },
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
