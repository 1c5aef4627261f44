// Schemas of what a feature keeps in a revision, which the reporter reads back.
import type { JsonObject } from '../../core/index.ts';

/** With these members and no other one. */
export function keptObject(properties: JsonObject, optional: readonly string[] = []): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

export function keptList(items: JsonObject): JsonObject {
  return { type: 'array', items };
}
