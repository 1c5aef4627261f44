// Fills in what the built-in kinds have in common, so that each kind's file says only what is its own.
import type { Resource } from '../resource.ts';
import type { Schema } from '../schema/schema.ts';
import { kindSchema } from './metadata-schema.ts';

type Own = Pick<Resource, 'kind' | 'plural' | 'namespaced'> &
  Partial<Omit<Resource, 'schema'>> & { readonly schema: Schema };

/** A core/v1 resource unless told otherwise. */
export function builtIn(own: Own): Resource {
  const { schema, ...rest } = own;
  return {
    group: '',
    version: 'v1',
    listKind: `${own.kind}List`,
    singular: own.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    hasStatus: false,
    hasGeneration: false,
    hasScale: false,
    custom: false,
    columns: [],
    selectableFields: [],
    deleteAnswersObject: false,
    createOnPut: false,
    unbuiltSubresources: [],
    ...rest,
    schema: kindSchema(schema),
  };
}
