// RFC 7386: what PATCH means. Null removes, an object merges, anything else (a list too) replaces.

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `target` after `patch`; neither is changed. */
export function mergePatch(target: Json, patch: Json): Json {
  const merged: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) ? mergePatch(asObject(merged[key]), value) : withoutEmpty(value);
  }
  return merged;
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** A copy of `value` without null members, at any depth: JSON null means "not set" everywhere but in a PATCH. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isObject(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== null) kept[key] = withoutEmpty(member);
  }
  return kept;
}

/** A copy of a resource as the API shows it: empty lists and empty maps are left out at the top level. */
export function withoutEmptyCollections<T extends Json>(body: T): T {
  const entries = Object.entries(body).filter(([key, value]) => !isEmptyCollection(key, value));
  return Object.fromEntries(entries) as T;
}

const MAP_FIELDS: ReadonlySet<string> = new Set(['labels', 'metadatas', 'annotations']);

function isEmptyCollection(key: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return MAP_FIELDS.has(key) && isObject(value) && Object.keys(value).length === 0;
}
