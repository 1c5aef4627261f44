// Fills in the defaults of a schema.
import { type Json, isList, isObject } from '../json.ts';
import { type Schema, memberOf } from './schema.ts';

/**
 * A copy with every absent member that has a default set to it. A null that the schema does not allow
 * counts as absent where there is a default.
 */
export function fillDefaults(value: Json, schema: Schema | undefined): Json {
  if (schema === undefined) return value;
  if (isList(value)) return value.map((item) => fillDefaults(item, schema.items));
  if (!isObject(value)) return value;
  const filled: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) filled[key] = member;
  }
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const present = filled[key] !== undefined && (filled[key] !== null || property.nullable === true);
    if (!present && property.default !== undefined) filled[key] = property.default;
  }
  for (const [key, member] of Object.entries(filled)) filled[key] = fillDefaults(member, memberOf(schema, key)?.schema);
  return filled;
}

/** Fills only the key members of keyed lists, so that two spellings of one item have one identity. */
export function fillListKeys(value: Json, schema: Schema | undefined): Json {
  if (schema === undefined) return value;
  if (isObject(value)) {
    const entries = Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
    return Object.fromEntries(entries.map(([key, v]) => [key, fillListKeys(v, memberOf(schema, key)?.schema)]));
  }
  if (!isList(value)) return value;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return value.map((item) => {
    const inner = fillListKeys(item, schema.items);
    if (!isObject(inner)) return inner;
    const missing: [string, Json][] = [];
    for (const key of keys) {
      const preset = schema.items?.properties?.[key]?.default;
      if (inner[key] === undefined && preset !== undefined) missing.push([key, preset]);
    }
    return { ...inner, ...Object.fromEntries(missing) };
  });
}
