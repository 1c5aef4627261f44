// Strategic merge patch for built-in kinds, approximated from the schemas: see BEHAVIOR.md for what is left out.
import { ApiError } from './errors.ts';
import { type Json, type JsonObject, equal, isList, isObject, listOf, objectOf, textOf } from './json.ts';
import { type Schema, memberOf } from './schema/schema.ts';

/**
 * `patch` over `target`; keyed lists merge by item, sets unite, `$patch: delete|replace` are honoured.
 * @throws ApiError 500 for an item of a keyed list that names no key
 */
export function strategicMergePatch(target: Json | undefined, patch: Json, schema: Schema | undefined): Json {
  if (isObject(patch)) return mergeObjects(objectOf(target), patch, schema);
  if (!isList(patch)) return patch;
  const listType = schema?.['x-kubernetes-list-type'];
  if (listType === 'map') return isList(target) ? mergeItems(target, patch, schema) : withoutDirectives(patch);
  return listType === 'set' ? unite(listOf(target), patch) : patch;
}

function mergeObjects(target: JsonObject, patch: JsonObject, schema: Schema | undefined): JsonObject {
  const replace = patch.$patch === 'replace';
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(replace ? {} : target)) if (value !== undefined) result[key] = value;
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const removal = /^\$deleteFromPrimitiveList\/(.+)$/u.exec(key);
    if (removal?.[1] !== undefined) {
      const gone = listOf(value);
      result[removal[1]] = listOf(result[removal[1]]).filter((item) => !gone.some((other) => equal(other, item)));
    } else if (value === null) {
      delete result[key];
    } else if (!key.startsWith('$')) {
      result[key] = strategicMergePatch(result[key], value, memberOf(schema, key)?.schema);
    }
  }
  return result;
}

/** Where there was no list the items are taken as they are. */
function withoutDirectives(patch: readonly Json[]): readonly Json[] {
  return patch.filter((item) => objectOf(item).$patch === undefined);
}

function mergeItems(target: readonly Json[], patch: readonly Json[], schema: Schema | undefined): readonly Json[] {
  const key = schema?.['x-kubernetes-patch-merge-key'] ?? schema?.['x-kubernetes-list-map-keys']?.[0] ?? 'name';
  if (patch.some((item) => objectOf(item).$patch === 'replace')) {
    return withoutDirectives(patch);
  }
  const sent: Json[] = [];
  const kept = [...target];
  const indexIn = (list: readonly Json[], item: Json): number =>
    list.findIndex((known) => equal(objectOf(known)[key], objectOf(item)[key]));
  for (const item of patch) {
    if (objectOf(item)[key] === undefined) throw noMergeKey(objectOf(item), key);
    const [index, again] = [indexIn(kept, item), indexIn(sent, item)];
    const [known] = index < 0 ? [] : kept.splice(index, 1);
    if (objectOf(item).$patch === 'delete') continue;
    // One that is named twice meets what was made of it the first time.
    if (again >= 0) sent[again] = strategicMergePatch(sent[again], item, schema?.items);
    else sent.push(known === undefined ? item : strategicMergePatch(known, item, schema?.items));
  }
  return inOrder(kept, sent, (item) => indexIn(target, item));
}

/** Source: ErrNoMergeKey of apimachinery, which the server takes for a fault of its own. */
function noMergeKey(item: JsonObject, key: string): ApiError {
  const shown = Object.entries(item).map(([name, value]) => `${name}:${textOf(value) || JSON.stringify(value)}`);
  return new ApiError(500, {
    message: `map: map[${shown.sort().join(' ')}] does not contain declared merge key: ${key}`,
  });
}

/**
 * Items that were sent stand as they were sent; one that was not comes before the next of them only where it stood
 * before it. Source: mergeSortedSlice of apimachinery. @param place where the item stood; negative: it is new.
 */
function inOrder(kept: readonly Json[], sent: readonly Json[], place: (item: Json) => number): readonly Json[] {
  const result: Json[] = [];
  const left = [...kept];
  for (const item of sent) {
    while (left[0] !== undefined && place(item) > place(left[0])) result.push(left.shift() as Json);
    result.push(item);
  }
  return [...result, ...left];
}

function unite(target: readonly Json[], patch: readonly Json[]): readonly Json[] {
  const place = (list: readonly Json[], item: Json): number => list.findIndex((known) => equal(known, item));
  const kept = target.filter((item) => place(patch, item) < 0);
  const sent = patch.filter((item, index) => place(patch, item) === index);
  return inOrder(kept, sent, (item) => place(target, item));
}
