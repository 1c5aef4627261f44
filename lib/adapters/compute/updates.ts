// How a change of top-level fields is said to Compute: verbs, a PATCH, or a PUT of the whole where PATCH cannot clear.
// Pure. Source: compute v1 PATCH is a JSON merge patch (RFC 7386); the client sends neither null nor empty lists.
import { isJsonObject, type Json, type JsonObject } from '../../core/index.ts';
import { unexpected } from './failures.ts';
import type { CollectionCalls, FieldVerb } from './collection-calls.ts';
import { isAbsent } from './sent-body.ts';

export interface UpdateCall {
  readonly method: 'patch' | 'update' | FieldVerb['method'];
  readonly parameter: string;
  readonly body: JsonObject;
}

/**
 * The calls that make `current` have the fields of `changed`, the one that needs the fingerprint first.
 * Fails with `unexpected` for what the kind cannot change.
 */
export function updateCalls(calls: CollectionCalls, current: JsonObject, changed: JsonObject): readonly UpdateCall[] {
  const { verbs, body } = calls.updates;
  const [byBody, byVerb] = split(changed, (field) => Object.hasOwn(verbs, field));
  const other = Object.keys(byBody);
  if (other.length > 0 && body === undefined) throw unexpected(`cannot be changed in place: ${other.join(', ')}`);
  const first = body === undefined || other.length === 0 ? [] : [bodyCall(calls, body, current, byBody)];
  return [...first, ...verbCalls(calls, byVerb)];
}

/** Whether one call with a fingerprint says all of it. */
export function isGuarded({ updates: { body, verbs } }: CollectionCalls, changed: JsonObject): boolean {
  return body?.fingerprint === true && !Object.keys(changed).some((field) => Object.hasOwn(verbs, field));
}

/** A new resource: the body of `insert`, and the calls for what `insert` does not take. */
export function insertCalls(
  calls: CollectionCalls,
  body: JsonObject,
): { readonly body: JsonObject; readonly after: readonly UpdateCall[] } {
  const { verbs } = calls.updates;
  const named = Object.fromEntries(
    Object.entries(body).filter(([field, value]) => !Object.hasOwn(verbs, field) || !isNone(value)),
  );
  const [inserted, later] = split(named, (field) => Object.hasOwn(verbs, field) && verbs[field]?.only === true);
  return { body: inserted, after: verbCalls(calls, later) };
}

function bodyCall(
  { resource }: CollectionCalls,
  { fingerprint, always }: NonNullable<CollectionCalls['updates']['body']>,
  current: JsonObject,
  changed: JsonObject,
): UpdateCall {
  if (Object.keys(changed).some((key) => removesSomething(current[key], changed[key]))) {
    return { method: 'update', parameter: resource, body: { ...current, ...changed } };
  }
  const kept = fingerprint ? ['fingerprint', ...always] : always;
  const body = { ...Object.fromEntries(kept.map((key) => [key, current[key]])), ...changed };
  return { method: 'patch', parameter: resource, body };
}

function verbCalls({ updates }: CollectionCalls, changed: JsonObject): readonly UpdateCall[] {
  return Object.entries(changed).flatMap(([field, value]) => {
    const verb = updates.verbs[field];
    // An empty body takes the reference away.
    return verb === undefined
      ? []
      : [{ method: verb.method, parameter: verb.parameter, body: isNone(value) ? {} : { [field]: value } }];
  });
}

/** How bodies say that a reference is to be none. */
function isNone(value: Json | undefined): boolean {
  return isAbsent(value) || value === '';
}

function split(body: JsonObject, isSecond: (field: string) => boolean): readonly [JsonObject, JsonObject] {
  const entries = Object.entries(body);
  return [
    Object.fromEntries(entries.filter(([field]) => !isSecond(field))),
    Object.fromEntries(entries.filter(([field]) => isSecond(field))),
  ];
}

/** Whether going from `before` to `after` takes away what a merge patch leaves in place. Lists are replaced whole. */
function removesSomething(before: Json | undefined, after: Json | undefined): boolean {
  if (isAbsent(after)) return !isAbsent(before);
  if (!isJsonObject(before) || !isJsonObject(after)) return false;
  return Object.keys(before).some((key) => removesSomething(before[key], after[key]));
}
