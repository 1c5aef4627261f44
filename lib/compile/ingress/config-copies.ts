// Manifest → its copies in both config clusters, spec as in Git. May import: manifest, model.
import type { Manifest } from '../../manifest/index.ts';
import { clusterRef, MANAGED_BY, OWNER_ANNOTATION } from '../../model/index.ts';
import { keyOf } from '../check-objects.ts';
import type { InCluster, UnitContext } from './unit-context.ts';

const REF_KINDS = {
  MultiClusterIngress: 'multiClusterIngress',
  MultiClusterService: 'multiClusterService',
} as const;

export function compileConfigCopies({ fleet, mark }: UnitContext, manifest: Manifest): readonly InCluster[] {
  const { apiVersion, kind, namespace, name, labels, annotations, body } = manifest;
  const metadata = {
    name,
    namespace,
    labels: { ...labels, ...MANAGED_BY },
    annotations: { ...annotations, [OWNER_ANNOTATION]: mark },
  };
  return [fleet.primary, fleet.backup].map((cluster) => ({
    ref: clusterRef(REF_KINDS[kind], cluster, name, namespace),
    body: { apiVersion, kind, metadata, spec: body['spec'] },
    maker: 'rangelight',
    owners: [keyOf(manifest)],
    dependsOn: [],
  }));
}
