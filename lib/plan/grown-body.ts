// The body between old and new: everything new, with what will be lost still in it. May import: core, model, diff.
import { type JsonObject, objectsAt } from '../core/index.ts';
import type { Change } from '../diff/index.ts';

/** Body of a backend service that has its old backends beside the new ones. */
export function grownBody(change: Change): JsonObject {
  const after = change.after ?? {};
  const kept = objectsAt(after, 'backends');
  const groups = new Set(kept.map(({ group }) => group));
  const leaving = objectsAt(change.before, 'backends').filter(({ group }) => !groups.has(group));
  return { ...after, backends: [...kept, ...leaving] };
}
