// Exported Services as clusters have them, for tests of predictions.
import * as fc from 'fast-check';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { exportedService } from '../../../../../lib/features/services/predict/exported-service.ts';
import type { Exporter } from '../../../../../lib/features/services/predict/exporters.ts';
import type { ExportedName, Member } from '../../../../../lib/features/services/predict/predict.ts';

export const CLUSTERS = ['us-west1/gke-us', 'europe-north1/gke-eu', 'asia-east1/gke-as'] as const;

export const port = (name: string, number: number, more: JsonObject = {}): JsonObject => ({
  ...(name === '' ? {} : { name }),
  port: number,
  ...more,
});

/** @param age in days: the greater, the older. */
export function exporter(cluster: string, age: number | 'new' | 'unknown', spec: JsonObject, more = {}): Exporter {
  const since = typeof age === 'number' ? Date.UTC(2026, 0, 31) - age * 86_400_000 : age;
  return { cluster, since, service: exportedService({ spec }), ...more };
}

const ports = fc.uniqueArray(
  fc
    .record({ name: fc.constantFrom('http', 'grpc', 'admin'), port: fc.constantFrom(80, 8080, 9090) })
    .map(({ name, port: number }) => port(name, number)),
  { minLength: 1, maxLength: 3, selector: ({ name }) => name },
);
const spec: fc.Arbitrary<JsonObject> = fc.record({
  clusterIP: fc.constantFrom('None', '10.0.0.1'),
  ports,
  sessionAffinity: fc.constantFrom('None', 'ClientIP'),
  internalTrafficPolicy: fc.constantFrom('Cluster', 'Local'),
  ipFamilies: fc.constantFrom(['IPv4'], ['IPv6'], ['IPv4', 'IPv6'], []),
});

/** Of one name: any of the clusters, with ages that may be equal. */
export const exporters: fc.Arbitrary<readonly Exporter[]> = fc
  .uniqueArray(fc.constantFrom(...CLUSTERS), { minLength: 1 })
  .chain((clusters) =>
    fc.tuple(
      ...clusters.map((cluster) =>
        fc
          .record({ age: fc.constantFrom(1, 2, 'new' as const), spec, missing: fc.boolean() })
          .map(({ age, spec: one, missing }): Exporter => {
            const known = exporter(cluster, age, one);
            return missing ? { ...known, service: 'missing' } : known;
          }),
      ),
    ),
  );

export const names: fc.Arbitrary<readonly ExportedName[]> = fc.uniqueArray(
  fc.record({
    namespace: fc.constantFrom('shop', 'blue'),
    name: fc.constantFrom('cart', 'pay', 'api'),
    exporters,
  }),
  { minLength: 1, maxLength: 4, selector: ({ namespace, name }) => `${namespace}/${name}` },
);

export const MEMBERS: readonly Member[] = CLUSTERS.map((cluster) => ({
  cluster,
  hasNamespace: (namespace) => namespace === 'shop' || cluster !== CLUSTERS[2],
}));
