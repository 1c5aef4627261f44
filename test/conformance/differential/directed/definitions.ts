// Definitions of custom kinds: what a server refuses of a schema and of a rule. All of them are dry runs: a definition
// that stays would change what the next one meets.
import type { Episode, Input, Json } from '../exchange.ts';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All';

const defined = (schema: Json, own: Record<string, Json> = {}): Input => ({
  method: 'POST',
  path: PATH,
  body: {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gadgets.example.net' },
    spec: {
      group: 'example.net',
      scope: 'Namespaced',
      names: { plural: 'gadgets', kind: 'Gadget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      ...own,
    },
  },
});
const withSpec = (spec: Json): Input => defined({ type: 'object', properties: { spec } });
const text = { type: 'string' };
const list = (own: Record<string, Json>): Input => withSpec({ type: 'array', ...own });
const keyed = (items: Record<string, Json>, keys?: Json): Input =>
  list({
    'x-kubernetes-list-type': 'map',
    ...(keys === undefined ? {} : { 'x-kubernetes-list-map-keys': keys }),
    items: { type: 'object', ...items },
  });
const rule = (text: string): Input =>
  withSpec({
    type: 'object',
    properties: { size: { type: 'integer' }, name: { type: 'string', maxLength: 9 }, on: { type: 'boolean' } },
    'x-kubernetes-validations': [{ rule: text }],
  });

const asked: Readonly<Record<string, readonly Input[]>> = {
  schema: [
    defined({ type: 'string' }),
    defined({
      type: 'object',
      properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
    }),
    withSpec({ type: 'nope' }),
    withSpec({}),
    withSpec({ type: 'object', properties: {}, additionalProperties: text }),
    withSpec({ type: 'object', properties: { a: text }, additionalProperties: text }),
    withSpec({ type: 'object', additionalProperties: false }),
    withSpec({ ...text, 'x-kubernetes-int-or-string': true }),
    withSpec({ ...text, default: 1 }),
    withSpec({ ...text, default: 'x' }),
    withSpec({ ...text, $ref: '#/x' }),
    withSpec({ ...text, anyOf: [text] }),
    withSpec({ ...text, pattern: '(' }),
    list({}),
    list({ uniqueItems: true, items: text }),
    list({ 'x-kubernetes-list-type': 'bag', items: text }),
    list({ 'x-kubernetes-list-type': 'set', items: { type: 'object' } }),
    withSpec({ type: 'object', 'x-kubernetes-list-type': 'set' }),
    keyed({ properties: { a: text } }),
    keyed({ properties: { a: text } }, ['a']),
    keyed({ properties: { a: text } }, ['b']),
    keyed({ properties: { a: text }, required: ['a'] }, ['a']),
  ],
  rule: [
    'self.size > 3',
    'self.size ==',
    'self.nope == 1',
    'selff.size == 1',
    'self.size == "1"',
    'self.size + 1',
    '',
  ].map(rule),
  name: [
    defined({ type: 'object' }, { group: 'example.k8s.io' }),
    defined({ type: 'object' }, { group: 'other.example' }),
    defined({ type: 'object' }, { scope: 'Nope' }),
    defined({ type: 'object' }, { versions: [] }),
    defined({ type: 'object' }, { versions: [{ name: 'v1', served: true, storage: true }] }),
    defined(
      { type: 'object' },
      { versions: [{ name: 'v1', served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } } }] },
    ),
  ],
};

/** One episode each: they have nothing to do with each other. */
export const definitionEpisodes: readonly Episode[] = Object.entries(asked).flatMap(([title, inputs]) =>
  inputs.map((input, index) => ({ title: `${title} ${index}`, inputs: [input] })),
);
