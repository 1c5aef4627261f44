// The kinds that the mesh reads in the folders of clusters: Istio's rules, and what stands around calls. Others apply
// them; rules that the fleet file has managed, we do.
import type { JsonObject } from '../../core/index.ts';
import { createSchemaCheck, type Manifest, type ManifestKind } from '../../manifest/index.ts';
import { callersAndServices, readKind } from '../common/index.ts';
import { RULE_APIS, RULE_VERSIONS } from './kinds/mesh-rules.ts';
import { MESH } from './section.ts';
import type { RuleKind } from './world/mesh-rule.ts';

const KINDS = Object.keys(RULE_APIS) as RuleKind[];

export const RULES_READ: readonly ManifestKind[] = KINDS.map((kind) => {
  const { group } = RULE_APIS[kind];
  return readKind(group, kind, RULE_VERSIONS[group]);
});

export interface RuleManifest extends Manifest<JsonObject | undefined> {
  readonly kind: RuleKind;
}

/** What is in a spec, the API server of the cluster says. */
const SCHEMA: JsonObject = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata'],
  additionalProperties: false,
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object' },
    spec: { type: 'object' },
  },
};
const checkSchema = createSchemaCheck(SCHEMA);

/** One in no folder of a cluster stands in all of the mesh. */
const RULES_MANAGED = KINDS.map((kind): ManifestKind<RuleManifest> => {
  const { group } = RULE_APIS[kind];
  return {
    group,
    kind,
    versions: RULE_VERSIONS[group],
    schema: SCHEMA,
    checkSchema,
    role: 'managed',
    stands: 'either',
    section: `${MESH}/${kind}`,
    check: () => [],
  };
});

/** Of Istio's, whoever applies it. */
export function isRule(manifest: Manifest): manifest is RuleManifest {
  return RULES_READ.some(({ group, kind }) => group === manifest.group && kind === manifest.kind);
}

export const MESH_MANIFESTS: readonly ManifestKind[] = [
  ...RULES_MANAGED,
  ...RULES_READ.map((kind) => ({ ...kind, section: MESH })),
  ...callersAndServices(MESH),
];
