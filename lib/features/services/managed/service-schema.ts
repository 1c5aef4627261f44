// The fields of a Service that is managed, as a strict schema: one without an address of its own cloud, as GKE exports
// it. Source: Kubernetes, "Service" of v1. A data table.
import { schemaOfCrd } from '../../../manifest/index.ts';
import type { JsonObject } from '../../../core/index.ts';

const TEXT: JsonObject = { type: 'string' };
const PORT: JsonObject = { type: 'integer', minimum: 1, maximum: 65_535 };
const SECONDS: JsonObject = { type: 'integer', minimum: 1, maximum: 86_400 };

const object = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required: [...required] }),
});

const SPEC = object({
  type: { enum: ['ClusterIP'] },
  clusterIP: { enum: ['None'] },
  selector: { type: 'object', additionalProperties: TEXT },
  ports: {
    type: 'array',
    maxItems: 100,
    items: object(
      {
        name: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$' },
        protocol: { enum: ['TCP', 'UDP', 'SCTP'] },
        port: PORT,
        targetPort: { 'x-kubernetes-int-or-string': true },
        appProtocol: TEXT,
      },
      ['port'],
    ),
  },
  sessionAffinity: { enum: ['None', 'ClientIP'] },
  sessionAffinityConfig: object({ clientIP: object({ timeoutSeconds: SECONDS }) }),
  internalTrafficPolicy: { enum: ['Cluster', 'Local'] },
  trafficDistribution: { enum: ['PreferClose', 'PreferSameZone', 'PreferSameNode'] },
  publishNotReadyAddresses: { type: 'boolean' },
  ipFamilies: { type: 'array', maxItems: 2, items: { enum: ['IPv4', 'IPv6'] } },
  ipFamilyPolicy: { enum: ['SingleStack', 'PreferDualStack', 'RequireDualStack'] },
});

export const SERVICE_SCHEMA: JsonObject = schemaOfCrd({
  metadata: { name: 'services' },
  spec: {
    versions: [
      {
        name: 'v1',
        storage: true,
        schema: {
          openAPIV3Schema: object({ apiVersion: TEXT, kind: TEXT, metadata: { type: 'object' }, spec: SPEC }, ['spec']),
        },
      },
    ],
  },
});
