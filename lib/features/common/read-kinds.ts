// Kinds that others apply, and that features read where they lie in the folder of a cluster: Services, namespaces,
// and the workloads that call and answer. What is wrong with them is said by what applies them. One that is managed is
// read all the same.
import type { JsonObject } from '../../core/index.ts';
import { createSchemaCheck, type Manifest, type ManifestKind, type ReadResult } from '../../manifest/index.ts';

const TEXTS: JsonObject = { type: 'object', additionalProperties: { type: 'string' } };

/** As far as every object has it. */
const SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    metadata: {
      type: 'object',
      properties: { name: { type: 'string' }, namespace: { type: 'string' }, labels: TEXTS, annotations: TEXTS },
    },
  },
};
const checkSchema = createSchemaCheck(SCHEMA);

/** Pods, what makes them, and the settings that they are given. */
const CALLERS = {
  '': ['Pod', 'ConfigMap'],
  apps: ['Deployment', 'StatefulSet', 'DaemonSet'],
  batch: ['Job', 'CronJob'],
} as const;

export const SERVICE = readKind('', 'Service');
export const NAMESPACE: ManifestKind = { ...readKind('', 'Namespace'), scope: 'cluster' };
export const STATEFUL_SET = readKind('apps', 'StatefulSet');

export const CALLER_KINDS: readonly ManifestKind[] = Object.entries(CALLERS).flatMap(([group, kinds]) =>
  kinds.map((kind) => readKind(group, kind)),
);

/** What stands around calls, for a feature that reads it. @param section of the fleet file that asks for it. */
export function callersAndServices(section: string): readonly ManifestKind[] {
  return [SERVICE, NAMESPACE, ...CALLER_KINDS].map((kind) => ({ ...kind, section }));
}

/** Whoever applies them. */
export function manifestsAround({
  manifests,
  ofOthers,
}: Pick<ReadResult, 'manifests' | 'ofOthers'>): readonly Manifest[] {
  return [...ofOthers.manifests, ...manifests];
}

/** A kind of others in the folder of a cluster. */
export function readKind(group: string, kind: string, versions: readonly string[] = ['v1']): ManifestKind {
  return { group, kind, versions, schema: SCHEMA, checkSchema, role: 'read', stands: 'cluster', check: () => [] };
}
