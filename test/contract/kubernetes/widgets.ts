// A made-up kind whose definition carries validation rules.

export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

export interface Rule {
  readonly rule: string;
  readonly [key: string]: unknown;
}

export const kindOf = (plural: string): string => `Widget${plural.slice('widgets'.length)}`;

/** A definition whose `spec` has these properties and rules. */
export function definition(plural: string, rules: readonly Rule[], rootRules: readonly Rule[]): object {
  const spec = { type: 'object', properties: PROPERTIES, 'x-kubernetes-validations': rules };
  const root = { type: 'object', properties: { spec }, 'x-kubernetes-validations': rootRules };
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: root } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural, kind: kindOf(plural) },
      versions: [{ ...version, subresources: { status: {} } }],
    },
  };
}

const PROPERTIES = {
  name: { type: 'string', maxLength: 100 },
  size: { type: 'integer' },
  ratio: { type: 'number' },
  port: { 'x-kubernetes-int-or-string': true },
  on: { type: 'boolean' },
  labels: { type: 'object', maxProperties: 10, additionalProperties: { type: 'string', maxLength: 100 } },
  tags: { type: 'array', maxItems: 10, items: { type: 'string', maxLength: 100 } },
  // Without a limit: a real server expects the worst of it, and refuses what could cost too much.
  many: { type: 'array', items: { type: 'string' } },
  kind: { type: 'string', enum: ['A', 'B'] },
  ports: {
    type: 'array',
    maxItems: 10,
    items: { type: 'object', properties: { port: { type: 'integer' }, name: { type: 'string', maxLength: 100 } } },
  },
};
