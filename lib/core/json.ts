// JSON as a type.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Array.isArray` for a readonly list, which TypeScript's own does not tell from a list of anything. */
export function isJsonList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
