// Structural schemas: the one description that pruning, defaults, validation, ownership and OpenAPI all read.
import { type Json, type JsonObject, isList, isObject } from '../json.ts';

/** The part of OpenAPI v3 that a CustomResourceDefinition may use; built-in kinds are written in it, too. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly description?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  /** Key by which a strategic merge patch matches items, where it is not the first map key. */
  readonly 'x-kubernetes-patch-merge-key'?: string;
  /** Of built-in kinds: what is written where nothing was given; absent: the member is left out. */
  readonly 'x-go-zero'?: Json;
  /** Of built-in kinds: a pointer, which can tell false, 0 and "" from nothing. */
  readonly 'x-go-pointer'?: boolean;
}

/** One rule in CEL about the value at this place. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

export interface Member {
  /** Undefined: anything goes below here (preserve-unknown-fields). */
  readonly schema: Schema | undefined;
  /** True for a declared property, false for an entry of a map. */
  readonly named: boolean;
}

/** How a member of an object is typed; undefined when the schema does not know it. */
export function memberOf(schema: Schema | undefined, key: string): Member | undefined {
  if (schema === undefined) return { schema: undefined, named: false };
  const declared = schema.properties?.[key];
  if (declared !== undefined) return { schema: declared, named: true };
  if (typeof schema.additionalProperties === 'object') return { schema: schema.additionalProperties, named: false };
  if (schema.additionalProperties === true || schema['x-kubernetes-preserve-unknown-fields'] === true) {
    return { schema: undefined, named: false };
  }
  return undefined;
}

/** How ownership sees a value: one leaf, a map by member, a list by item key, or a set by item value. */
export type Shape = 'leaf' | 'map' | 'keyed' | 'set';

export function shapeOf(schema: Schema | undefined, value: Json | undefined): Shape {
  if (isObject(value)) return schema?.['x-kubernetes-map-type'] === 'atomic' ? 'leaf' : 'map';
  if (!isList(value)) return 'leaf';
  const listType = schema?.['x-kubernetes-list-type'];
  if (listType === 'map') return 'keyed';
  return listType === 'set' ? 'set' : 'leaf';
}

/** The key members of a keyed list's item, with the schema's defaults filled in (protocol TCP). */
export function itemKeys(list: Schema | undefined, item: Json): JsonObject {
  const keys: [string, Json][] = [];
  for (const name of [...(list?.['x-kubernetes-list-map-keys'] ?? [])].sort()) {
    const value = isObject(item) ? item[name] : undefined;
    const member = list?.items?.properties?.[name];
    // The description of built-in kinds has a default for whatever is always written.
    const known = value ?? member?.default ?? member?.['x-go-zero'];
    if (known !== undefined && known !== null) keys.push([name, known]);
  }
  return Object.fromEntries(keys);
}

/** A list item's path element as managedFields spells it: `k:{"name":"x"}` or `v:"x"`. */
export function itemElement(list: Schema | undefined, shape: 'keyed' | 'set', item: Json): string {
  return shape === 'keyed' ? `k:${JSON.stringify(itemKeys(list, item))}` : `v:${JSON.stringify(item)}`;
}

/** The schema below a path element (`f:name`, `k:{…}`, `v:…`). */
export function schemaBelow(schema: Schema | undefined, element: string): Schema | undefined {
  return element.startsWith('f:') ? memberOf(schema, element.slice(2))?.schema : schema?.items;
}
