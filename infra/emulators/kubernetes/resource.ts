// What the server knows about a kind: names, schema, columns and the few behaviours that kinds have of their own.
import type { Cause } from './errors.ts';
import type { Json } from './json.ts';
import type { KubeObject } from './object.ts';
import type { Schema } from './schema/schema.ts';

/** A printer column: a JSONPath below the object, or a function for what no path can say. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly priority?: number;
  readonly description?: string;
  readonly value: string | ((object: KubeObject) => string | number);
}

/** What a kind may look at beside its own object. */
export interface KindContext {
  /** All objects of a core kind, by plural. */
  list(group: string, plural: string): readonly KubeObject[];
  readonly now: string;
}

/**
 * What a mutating webhook makes of an object that is about to be created: the object, or a changed copy of it. Called
 * between the schema's defaults and validation, as in the real server.
 */
export type Admission = (
  resource: { readonly group: string; readonly plural: string },
  object: KubeObject,
  context: KindContext,
) => KubeObject;

export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Schema of the whole object, apiVersion, kind and metadata included. */
  readonly schema: Schema;
  readonly hasStatus: boolean;
  /** Of a built-in kind, whose labels cannot be written through /status. */
  readonly statusKeepsLabels?: true;
  readonly hasGeneration: boolean;
  /** `spec.replicas` can be read and written as a Scale. */
  readonly hasScale: boolean;
  /** Served from a CustomResourceDefinition. */
  readonly custom: boolean;
  readonly columns: readonly Column[];
  /** Field selectors beside metadata.name and metadata.namespace. */
  readonly selectableFields: readonly string[];
  /** A successful delete answers the object itself, not a Status. */
  readonly deleteAnswersObject: boolean;
  /** PUT on an absent object creates it. */
  readonly createOnPut: boolean;
  /** Subresources that the real server has and this one does not. */
  readonly unbuiltSubresources: readonly string[];
  /** Defaults that a version brings beyond the schema's: filled in when a request is read, so its writer owns them. */
  readonly defaults?: (object: KubeObject) => KubeObject;
  /** What keeps a server from allocating anything for the object: told before everything else. */
  readonly unallocatable?: (object: KubeObject, live: KubeObject | undefined) => readonly Cause[];
  /** What the server fills in by itself, for nobody: allocated addresses, derived fields. */
  readonly complete?: (object: KubeObject, live: KubeObject | undefined, context: KindContext) => KubeObject;
  /** The definition's own rules, in CEL. */
  readonly rules?: (object: Json) => readonly Cause[];
  /** Rules beyond the schema's. */
  readonly check?: (object: KubeObject, live: KubeObject | undefined) => readonly Cause[];
  /** Texts for `Warning` headers about an object that is otherwise well. */
  readonly warnings?: (object: KubeObject, live: KubeObject | undefined) => readonly string[];
  /** How long a deleted object stays before it goes, when this was asked for; absent: no grace. Seconds. */
  readonly deletionGrace?: (object: KubeObject, asked: number | undefined) => number;
}

/**
 * The kind as its /status has it: nothing is allocated for what is written there. Pods are told their class there, too.
 */
export function withoutAllocation(resource: Resource): Resource {
  if (!resource.createOnPut) return resource;
  const { complete: _complete, unallocatable: _unallocatable, ...bare } = resource;
  return bare;
}

/** `v1` or `group/v1`. */
export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}
