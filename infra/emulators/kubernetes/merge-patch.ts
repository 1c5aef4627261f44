// JSON merge patch (RFC 7386).
import { type Json, isObject } from './json.ts';

/** `patch` laid over `target`: members set, null removes, anything but an object replaces. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json> = {};
  if (isObject(target)) {
    for (const [key, value] of Object.entries(target)) if (value !== undefined) result[key] = value;
  }
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}
