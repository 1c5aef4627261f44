// Reads members of JSON answers, whose types nobody promises. In: a member. Out: what we can use of it. May import: core.
import { isJsonObject, type Json, type JsonObject } from '../../core/index.ts';

/** The text; '' for everything else. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The list; an empty one for everything else. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The objects in a list. */
export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isJsonObject);
}
