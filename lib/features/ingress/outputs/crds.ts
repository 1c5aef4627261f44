// The CRDs of the manifests, in both config clusters. Each carries the digest of its schema, so that a plan shows a new
// version of it as one changed line.
import backendConfigs from '../../../../schemas/crds/backendconfigs.cloud.google.com.json' with { type: 'json' };
import frontendConfigs from '../../../../schemas/crds/frontendconfigs.networking.gke.io.json' with { type: 'json' };
import multiClusterIngresses from '../../../../schemas/crds/multiclusteringresses.networking.gke.io.json' with {
  type: 'json',
};
import multiClusterServices from '../../../../schemas/crds/multiclusterservices.networking.gke.io.json' with {
  type: 'json',
};
import { digestOf, type JsonObject } from '../../../core/index.ts';
import { MANAGED_BY, OWNER_ANNOTATION } from '../../../model/index.ts';
import type { InCluster, UnitContext } from './unit-context.ts';
import { clusterRef } from '../kinds/index.ts';

const DEFINITIONS = [backendConfigs, frontendConfigs, multiClusterIngresses, multiClusterServices];

const SCHEMA_DIGEST = 'rangelight.dev/schema-digest';

export function compileCrds({ fleet, mark }: UnitContext): readonly InCluster[] {
  return [fleet.primary, fleet.backup].flatMap((cluster) =>
    DEFINITIONS.map((crd) => ({
      ref: clusterRef('customResourceDefinition', cluster, crd.metadata.name),
      body: marked(crd, crd.metadata.name, mark),
      maker: 'rangelight' as const,
      owners: [],
      dependsOn: [],
    })),
  );
}

function marked(crd: JsonObject, name: string, mark: string): JsonObject {
  const annotations = { [OWNER_ANNOTATION]: mark, [SCHEMA_DIGEST]: digestOf(crd['spec']) };
  return { ...crd, metadata: { name, labels: MANAGED_BY, annotations } };
}
