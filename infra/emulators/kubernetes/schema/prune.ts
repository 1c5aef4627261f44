// Drops what a schema does not know, and says what it dropped.
import { type Json, type JsonObject, isList, isObject } from '../json.ts';
import { type Schema, memberOf } from './schema.ts';

export interface Pruned<T> {
  readonly value: T;
  /** Paths of unknown members, as field validation names them: `spec.rules[0].nope`. */
  readonly unknown: readonly string[];
}

/** Removes unknown members at every level that has a schema. */
export function prune(value: JsonObject, schema: Schema): Pruned<JsonObject> {
  const unknown: string[] = [];
  const pruned = pruneObject(value, schema, '', unknown);
  return { value: pruned, unknown };
}

function pruneObject(value: JsonObject, schema: Schema, path: string, unknown: string[]): JsonObject {
  const kept: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const type = memberOf(schema, key);
    const at = path === '' ? key : `${path}.${key}`;
    if (type === undefined) unknown.push(at);
    else kept.push([key, type.schema === undefined ? member : pruneValue(member, type.schema, at, unknown)]);
  }
  return Object.fromEntries(kept);
}

function pruneValue(value: Json, schema: Schema, path: string, unknown: string[]): Json {
  if (isObject(value)) return schema.type === 'object' ? pruneObject(value, schema, path, unknown) : value;
  const items = schema.items;
  if (!isList(value) || items === undefined) return value;
  return value.map((item, index) => pruneValue(item, items, `${path}[${index}]`, unknown));
}

/** A copy without nulls where the schema has no room for them; one in place of a default stays for it. */
export function withoutStrayNulls(value: JsonObject, schema: Schema): JsonObject {
  return emptied(value, schema) as JsonObject;
}

function emptied(value: Json, schema: Schema | undefined): Json {
  if (schema === undefined) return value;
  if (isList(value)) return value.map((item) => emptied(item, schema.items));
  if (!isObject(value)) return value;
  const kept: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const below = memberOf(schema, key)?.schema;
    const isStray = member === null && below !== undefined && below.nullable !== true && below.default === undefined;
    if (!isStray) kept.push([key, emptied(member, below)]);
  }
  return Object.fromEntries(kept);
}
