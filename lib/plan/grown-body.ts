// The body between old and new: everything new, with what will be lost still in it. May import: core, model, diff.
import { isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import type { Change } from '../diff/index.ts';

/** Body of a backend service that has its old backends beside the new ones. */
export function grownBody(change: Change): JsonObject {
  const after = change.after ?? {};
  const kept = listOf(after['backends']);
  const groups = new Set(kept.map(groupOf));
  const leaving = listOf(change.before?.['backends']).filter((backend) => !groups.has(groupOf(backend)));
  return { ...after, backends: [...kept, ...leaving] };
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function groupOf(backend: JsonObject): Json | undefined {
  return backend['group'];
}
