// The definitions that GKE installs in a member cluster when Multi-cluster Services is switched on for the fleet, as
// far as they are here: ServiceExport in GKE's own group, and in that of the Multi-Cluster Services API (mcs-api 0.5,
// whose schema this follows), and ServiceImport in GKE's own. The importer acts on the objects:
// infra/emulators/importer.
import type { JsonObject } from './json.ts';

const TEXTS: JsonObject = { type: 'object', additionalProperties: { type: 'string' } };

const CONDITION: JsonObject = {
  type: 'object',
  required: ['lastTransitionTime', 'message', 'reason', 'status', 'type'],
  properties: {
    lastTransitionTime: { type: 'string', format: 'date-time' },
    message: { type: 'string', maxLength: 32_768 },
    observedGeneration: { type: 'integer', format: 'int64', minimum: 0 },
    reason: { type: 'string', minLength: 1, maxLength: 1024 },
    status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
    type: { type: 'string', maxLength: 316 },
  },
};

const STATUS: JsonObject = {
  type: 'object',
  properties: {
    conditions: {
      type: 'array',
      items: CONDITION,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
    },
  },
};

const SPEC: JsonObject = {
  type: 'object',
  properties: { exportedLabels: TEXTS, exportedAnnotations: TEXTS },
};

/** GKE's exports have no spec. */
export const SERVICE_EXPORT_DEFINITIONS: readonly JsonObject[] = [
  definition('export', 'net.gke.io', ['v1'], { status: STATUS }),
  definition('export', 'multicluster.x-k8s.io', ['v1beta1', 'v1alpha1'], { spec: SPEC, status: STATUS }),
];

const OPEN: JsonObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** What an importer writes is its own business: fields are kept as they are. */
export const SERVICE_IMPORT_DEFINITION: JsonObject = definition('import', 'net.gke.io', ['v1'], {
  spec: OPEN,
  status: OPEN,
});

/** @param versions all of one schema; the first one is stored. */
function definition(
  what: 'export' | 'import',
  group: string,
  versions: readonly string[],
  properties: JsonObject,
): JsonObject {
  const kind = what === 'export' ? 'ServiceExport' : 'ServiceImport';
  const short = what === 'export' ? 'svcex' : 'svcim';
  const text: JsonObject = { type: 'string' };
  const openAPIV3Schema: JsonObject = {
    type: 'object',
    properties: { apiVersion: text, kind: text, metadata: { type: 'object' }, ...properties },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `service${what}s.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        kind,
        listKind: `${kind}List`,
        plural: `service${what}s`,
        singular: `service${what}`,
        shortNames: [short, `svc${what}`],
      },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }],
        schema: { openAPIV3Schema },
      })),
    },
  };
}
