// A CRD's structural schema → the strict JSON Schema that manifests are checked against: one source for both.
// Structural schemas prune unknown fields silently; a strict one names them.
import { isJsonObject, type Json, type JsonObject } from '../core/index.ts';

const DNS_LABEL = '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$';
const DNS_SUBDOMAIN = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
/** A key without a value, as templates leave it, means none: an API server takes it so. */
const TEXTS_OR_NONE: JsonObject = { type: 'object', nullable: true, additionalProperties: { type: 'string' } };

/** What a manifest says about itself; a server's own fields have no place in Git. */
const METADATA: JsonObject = {
  type: 'object',
  // What has no namespace may get one from the fleet file; that it has none at all is told with the identity.
  required: ['name'],
  properties: {
    name: { type: 'string', maxLength: 253, pattern: DNS_SUBDOMAIN },
    namespace: { type: 'string', pattern: DNS_LABEL },
    labels: TEXTS_OR_NONE,
    annotations: TEXTS_OR_NONE,
  },
  additionalProperties: false,
};

/**
 * The strict schema of a CRD's storage version, for ajv.
 * @param crd a CustomResourceDefinition of apiextensions.k8s.io/v1.
 */
export function schemaOfCrd(crd: CustomResourceDefinition): JsonObject {
  const stored = crd.spec.versions.find((version) => version.storage);
  const schema = strict(stored?.schema.openAPIV3Schema ?? {});
  return isJsonObject(schema.properties)
    ? { ...schema, properties: { ...schema.properties, metadata: METADATA } }
    : schema;
}

/** The part of a CustomResourceDefinition that is read here. */
export interface CustomResourceDefinition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly versions: readonly {
      readonly name: string;
      readonly storage: boolean;
      readonly schema: { readonly openAPIV3Schema: JsonObject };
    }[];
  };
}

function strict(schema: JsonObject): JsonObject {
  const out: Record<string, Json | undefined> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (!keyword.startsWith('x-kubernetes-')) out[keyword] = strictKeyword(keyword, value);
  }
  if (schema['x-kubernetes-int-or-string'] === true) out['type'] = ['integer', 'string'];
  const open = 'additionalProperties' in schema || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (isJsonObject(schema['properties']) && !open) out['additionalProperties'] = false;
  return out;
}

function strictKeyword(keyword: string, value: Json | undefined): Json | undefined {
  if (!isJsonObject(value)) return value;
  if (keyword === 'items' || keyword === 'additionalProperties') return strict(value);
  if (keyword !== 'properties') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, schema]) => [name, isJsonObject(schema) ? strict(schema) : schema]),
  );
}
