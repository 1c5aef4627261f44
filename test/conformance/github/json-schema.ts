// OpenAPI 3.0 schemas as JSON Schema: `nullable` is a type of its own there, and references point into the document.

export type Json = Record<string, unknown>;

export interface Strictness {
  /** Fields may be missing: the emulator promises a true subset of GitHub's objects. */
  readonly subset: boolean;
  /** Fields that the schema does not name are refused. */
  readonly closed: boolean;
}

/** The words of OpenAPI that JSON Schema does not know, besides `x-…`. */
const FOREIGN = new Set(['nullable', 'discriminator', 'xml', 'deprecated', 'readOnly', 'writeOnly']);

/** A copy of the schema in JSON Schema's words; `$ref`s stay as they are. */
export function toJsonSchema(schema: unknown, how: Strictness): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const source = schema as Json;
  // Several schemas that must hold at once cannot each refuse what the others name.
  const combined = 'allOf' in source || 'anyOf' in source || 'oneOf' in source;
  const target: Json = {};
  for (const [key, value] of Object.entries(source)) {
    if (FOREIGN.has(key) || key.startsWith('x-')) continue;
    if (key === 'required' && how.subset) continue;
    if (key === 'properties') target[key] = mapValues(value as Json, (child) => toJsonSchema(child, how));
    else if (key === 'items' || key === 'additionalProperties' || key === 'not') target[key] = toJsonSchema(value, how);
    else if (key === 'allOf') target[key] = listOf(value, { ...how, closed: false });
    // Without `required`, one object may well be an example of two alternatives.
    else if (key === 'anyOf' || key === 'oneOf') target[how.subset ? 'anyOf' : key] = listOf(value, how);
    else target[key] = value;
  }
  if (how.closed && !combined && 'properties' in target) target['additionalProperties'] ??= false;
  return source['nullable'] === true ? { anyOf: [target, { type: 'null' }] } : target;
}

export function mapValues(source: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, change(value)]));
}

function listOf(value: unknown, how: Strictness): unknown {
  return (value as readonly unknown[]).map((child) => toJsonSchema(child, how));
}
