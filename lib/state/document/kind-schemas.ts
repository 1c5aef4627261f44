// What a document may say of kinds of resources, as a JSON schema that others refer to: made of the kinds that an
// installation knows.
import type { Json, JsonObject } from '../../core/index.ts';
import { apiGroupsOf, type KindId, type Kinds } from '../../model/index.ts';
import type { Shape } from './shape.ts';

const ID = 'kinds';

type Definition = 'computeKind' | 'clusterKind' | 'computeRef' | 'clusterRef';

function referTo(definition: Definition): JsonObject {
  return { $ref: `${ID}#/definitions/${definition}` };
}

export const computeKind: Shape<KindId> = { schema: referTo('computeKind') };
export const clusterKind: Shape<KindId> = { schema: referTo('clusterKind') };

/** A shape of refs whose members say the same kind. */
export function ofOneKind<T>({ schema }: Shape<T>, definition: 'computeRef' | 'clusterRef'): Shape<T> {
  return { schema: { ...schema, allOf: [referTo(definition)] } };
}

/**
 * For the compiler of schemas of documents: with the schema that shapes refer to. The first thing that is wrong is
 * told. That our schemas are schemas is said by a test.
 */
export function documentOptions(kinds: Kinds): { readonly validateSchema: false; readonly schemas: JsonObject[] } {
  return { validateSchema: false, schemas: [{ $id: ID, definitions: definitionsOf(kinds) }] };
}

/**
 * A schema without references, for readers who have nothing else; that the members of a ref belong together is said in
 * words.
 */
export function withKindsInlined(schema: object, kinds: Kinds): object {
  const { computeKind: compute, clusterKind: cluster } = definitionsOf(kinds);
  const together = { description: 'All members but scope and name are those of one kind.' };
  const inlined = { computeKind: compute, clusterKind: cluster, computeRef: together, clusterRef: together };
  const text = JSON.stringify(schema, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$ref' in value)) return value;
    return inlined[String(value.$ref).slice(`${ID}#/definitions/`.length) as Definition];
  });
  return JSON.parse(text) as object;
}

function definitionsOf({ compute, cluster }: Kinds): Readonly<Record<Definition, JsonObject>> {
  return {
    computeKind: choiceOf(
      'enum',
      compute.map(({ id }) => id),
    ),
    clusterKind: choiceOf(
      'enum',
      cluster.map(({ id }) => id),
    ),
    computeRef: choiceOf(
      'anyOf',
      compute.map(({ id, api: { collection } }) => saying({ kind: id, collection })),
    ),
    clusterRef: choiceOf(
      'anyOf',
      cluster.flatMap(({ id, api }) =>
        apiGroupsOf(api).map(({ group }) => {
          const { plural, subresource } = api;
          const said = saying({ kind: id, group, plural, ...(subresource === undefined ? {} : { subresource }) });
          return subresource === undefined ? { ...said, not: { required: ['subresource'] } } : said;
        }),
      ),
    ),
  };
}

/**
 * The features may have no kind of Compute, or none of clusters: no value is one then, and JSON Schema knows no empty
 * list.
 */
function choiceOf(keyword: 'enum' | 'anyOf', choices: readonly Json[]): JsonObject {
  return choices.length === 0 ? { not: {} } : { [keyword]: choices };
}

function saying(members: Readonly<Record<string, string>>): JsonObject {
  const properties = Object.entries(members).map(([name, value]) => [name, { const: value }] as const);
  return { type: 'object', required: Object.keys(members), properties: Object.fromEntries(properties) };
}
