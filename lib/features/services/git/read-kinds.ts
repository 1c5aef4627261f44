// Kinds that others apply, and that are read where they lie in the folder of a cluster: what is exported, where
// namespaces are, and who calls whom. They are never managed, and what is wrong with them is said by what applies them.
import type { JsonObject } from '../../../core/index.ts';
import { createSchemaCheck, type ManifestKind } from '../../../manifest/index.ts';
import { SECTION } from '../groups.ts';

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

export const READ_KINDS: readonly ManifestKind[] = [SERVICE, NAMESPACE, ...CALLER_KINDS];

function readKind(group: string, kind: string): ManifestKind {
  return {
    group,
    kind,
    versions: ['v1'],
    schema: SCHEMA,
    checkSchema,
    role: 'read',
    stands: 'cluster',
    section: SECTION,
    check: () => [],
  };
}
