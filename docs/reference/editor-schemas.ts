// JSON Schemas for editors, out of the CRDs: one per kind, and one for files that hold several kinds. What an editor
// underlines is what the planner reports as `schema-violation`. A namespace may come from the fleet file, so that none
// is asked for.
import backendConfigs from '../../schemas/crds/backendconfigs.cloud.google.com.json' with { type: 'json' };
import frontendConfigs from '../../schemas/crds/frontendconfigs.networking.gke.io.json' with { type: 'json' };
import multiClusterIngresses from '../../schemas/crds/multiclusteringresses.networking.gke.io.json' with {
  type: 'json',
};
import multiClusterServices from '../../schemas/crds/multiclusterservices.networking.gke.io.json' with { type: 'json' };
import ofGke from '../../schemas/crds/serviceexports.net.gke.io.json' with { type: 'json' };
import ofStandard from '../../schemas/crds/serviceexports.multicluster.x-k8s.io.json' with { type: 'json' };
import type { JsonObject } from '../../lib/core/index.ts';
import { schemaOfCrd } from '../../lib/manifest/crd-schema.ts';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** One for each API group of a kind. */
const CRDS = {
  'multi-cluster-ingress': [multiClusterIngresses],
  'multi-cluster-service': [multiClusterServices],
  'backend-config': [backendConfigs],
  'frontend-config': [frontendConfigs],
  'service-export': [ofGke, ofStandard],
} as const;

/** File name below schemas/editor → its content. */
export function editorSchemas(): ReadonlyMap<string, string> {
  const kinds = Object.entries(CRDS).map(([name, crds]) => ({
    name,
    kind: crds[0].spec.names.kind,
    schema: crds.length === 1 ? strict(crds[0]) : { anyOf: crds.map(strict) },
  }));
  const files = kinds.map(
    ({ name, kind, schema }) => [`${name}.json`, { $schema: DRAFT, title: kind, ...schema }] as const,
  );
  const any = {
    $schema: DRAFT,
    title: 'Manifests of Rangelight',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    properties: { kind: { enum: kinds.map(({ kind }) => kind) } },
    allOf: kinds.map(({ kind, schema }) => when({ properties: { kind: { const: kind } } }, schema)),
  };
  const texts = [...files, ['manifest.json', any] as const];
  return new Map(texts.map(([name, schema]) => [name, `${JSON.stringify(schema, undefined, 2)}\n`]));
}

/** `if` and `then`. A literal with a member `then` would look like a promise to the linter, and to `await`. */
function when(condition: JsonObject, schema: JsonObject): JsonObject {
  const members = new Map<string, JsonObject>();
  members.set('if', condition);
  members.set('then', schema);
  return Object.fromEntries(members);
}

/** With the versions and the kind pinned: a manifest names both. */
function strict(crd: (typeof CRDS)[keyof typeof CRDS][number]): JsonObject {
  const {
    required = [],
    properties = {},
    ...schema
  } = schemaOfCrd(crd) as JsonObject & {
    readonly required?: readonly string[];
    readonly properties?: JsonObject;
  };
  const { group, names, versions } = crd.spec;
  return {
    ...schema,
    required: [...new Set(['apiVersion', 'kind', 'metadata', ...required])],
    properties: {
      ...properties,
      apiVersion: { enum: versions.map(({ name }) => `${group}/${name}`) },
      kind: { const: names.kind },
    },
  };
}
