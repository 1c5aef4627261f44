// How a change of top-level fields is said to Compute: a verb, a PATCH, or a PUT of the whole where PATCH cannot clear.
// Pure. Source: compute v1 PATCH is a JSON merge patch (RFC 7386); the client sends neither null nor empty lists.
// May import: core.
import { isJsonObject, type Json, type JsonObject } from '../../core/index.ts';
import { unexpected } from './failures.ts';
import type { KindCalls } from './kind-calls.ts';
import { isAbsent } from './sent-body.ts';

export type UpdateCall =
  | { readonly method: 'patch' | 'update'; readonly parameter: string; readonly body: JsonObject }
  | { readonly method: 'setTarget' | 'setUrlMap'; readonly parameter: string; readonly body: JsonObject };

/** The call that makes `current` have the fields of `changed`. Fails with `unexpected` for what the kind cannot change. */
export function updateCall({ updates, resource }: KindCalls, current: JsonObject, changed: JsonObject): UpdateCall {
  const keys = Object.keys(changed);
  if (updates.by === 'verb') {
    const other = keys.find((key) => key !== updates.field);
    if (other !== undefined) throw unexpected(`${other} cannot be changed through ${updates.method}`);
    return { method: updates.method, parameter: updates.parameter, body: changed };
  }
  if (updates.by === 'nothing') throw unexpected(`nothing can be changed in place: ${keys.join(', ')}`);
  if (keys.some((key) => removesSomething(current[key], changed[key]))) {
    return { method: 'update', parameter: resource, body: { ...current, ...changed } };
  }
  const kept = updates.fingerprint ? ['fingerprint', ...updates.always] : updates.always;
  const body = { ...Object.fromEntries(kept.map((key) => [key, current[key]])), ...changed };
  return { method: 'patch', parameter: resource, body };
}

/** Whether going from `before` to `after` takes away what a merge patch leaves in place. Lists are replaced whole. */
function removesSomething(before: Json | undefined, after: Json | undefined): boolean {
  if (isAbsent(after)) return !isAbsent(before);
  if (!isJsonObject(before) || !isJsonObject(after)) return false;
  return Object.keys(before).some((key) => removesSomething(before[key], after[key]));
}
