// Reads JSON whose shape nobody promises: bodies of resources, answers, payloads. Each reader takes a value and the
// names of the members that lead to what is asked for, none for the value itself. It never fails: what is missing, or
// of another type, reads as undefined or as empty.
import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts';

/** The value that a text spells; undefined for a text that is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Whatever is there; undefined where the way to it ends before. Only an object's own members count. */
export function valueAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let found = value;
  for (const name of path) found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return found;
}

export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** The object there; one without members where there is none. */
export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = valueAt(value, ...path);
  return isJsonObject(found) ? found : {};
}

/** The list there; an empty one where there is none. */
export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = valueAt(value, ...path);
  return isJsonList(found) ? found : [];
}

/** The members of the object there that are texts. */
export function textMembersAt(value: Json | undefined, ...path: readonly string[]): Readonly<Record<string, string>> {
  const members = Object.entries(objectAt(value, ...path));
  return Object.fromEntries(members.flatMap(([key, one]) => (typeof one === 'string' ? [[key, one] as const] : [])));
}

/** The objects in the list there; what else is in it is left out. */
export function objectsAt(value: Json | undefined, ...path: readonly string[]): readonly JsonObject[] {
  return listAt(value, ...path).filter(isJsonObject);
}

/** The texts in the list there; what else is in it is left out. */
export function textsAt(value: Json | undefined, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((item) => typeof item === 'string');
}
