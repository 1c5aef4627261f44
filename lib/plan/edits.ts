// What a unit's plan changes in the manifests themselves, object by object and field by field: for the eyes of a
// reviewer, nothing is decided by it. Read from the copies that the config clusters hold of each manifest. What stood
// there before is what was applied; what somebody changed by hand in a config cluster is drift, not an edit.
import {
  canonicalJson,
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  oncePer,
  type SourceRef,
} from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import {
  ABOUT_ANNOTATION,
  type AppliedState,
  isConfigCopy,
  type Kinds,
  MANAGED_BY,
  type ObjectKey,
  OWNER_ANNOTATION,
} from '../model/index.ts';

export interface Edit {
  readonly object: ObjectKey;
  readonly kind: 'new' | 'changed' | 'gone';
  /** The object in this commit; absent when it is gone. */
  readonly source?: SourceRef;
  /** Of a changed one, in the order of their paths. */
  readonly fields: readonly FieldEdit[];
}

export interface FieldEdit {
  /** Keys, and of a list the name of an item, or its number: `spec`, `ports`, `http`, `targetPort`. */
  readonly path: readonly string[];
  /** Absent where there was nothing, and for rules, which the routes tell. */
  readonly before?: Json;
  readonly after?: Json;
  readonly source?: SourceRef;
}

/** The place in this commit of a path in an object; undefined when it is not in it. */
export type PlaceOf = (object: ObjectKey, path: readonly string[]) => SourceRef | undefined;

/** More than a reviewer reads, and a bound for the document. */
const MOST_FIELDS = 40;
/** By which people tell the items of a list apart. */
const NAMES = ['name', 'link', 'host', 'port', 'keyName', 'secretName', 'path', 'code'] as const;
/** Told as routes. */
const RULES = 'spec.template.spec.rules';

/** For an envelope: sorted by object, and absent when there are none. */
export function editsIn(
  kinds: Kinds,
  changes: readonly Change[],
  applied: Pick<AppliedState, 'resources'> | undefined,
  placeOf: PlaceOf,
): { readonly edits?: readonly Edit[] } {
  const copies = new Map<ObjectKey, Change>();
  for (const change of changes) {
    const [object] = change.owners;
    if (object !== undefined && isConfigCopy(kinds, change.ref) && change.cause !== 'drift' && !copies.has(object))
      copies.set(object, change);
  }
  const known = applied && appliedCopies(kinds)(applied);
  const edits = [...copies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([object, change]) => editOf(object, known?.get(object) ?? change.before, change.after, placeOf));
  return edits.length === 0 ? {} : { edits };
}

/** A copy that is new in one config cluster may stand in the other one. */
const appliedCopies = oncePer((kinds: Kinds) =>
  oncePer(({ resources }: Pick<AppliedState, 'resources'>): ReadonlyMap<ObjectKey, JsonObject> => {
    const found = Object.values(resources).filter(({ ref }) => isConfigCopy(kinds, ref));
    return new Map(found.flatMap(({ owners: [object], body }) => (object === undefined ? [] : [[object, body]])));
  }),
);

function editOf(
  object: ObjectKey,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  placeOf: PlaceOf,
): readonly Edit[] {
  const source = placeOf(object, []);
  const place = source === undefined ? {} : { source };
  // Only one of the config clusters lets it go.
  if (after === undefined) return source === undefined ? [{ object, kind: 'gone', fields: [] }] : [];
  if (before === undefined) return [{ object, kind: 'new', ...place, fields: [] }];
  const fields = [...differences(authored(before), authored(after), [], [])]
    .slice(0, MOST_FIELDS)
    .map(({ place: at, ...field }) => {
      const line = placeOf(object, at);
      return line === undefined ? field : { ...field, source: line };
    });
  return fields.length === 0 ? [] : [{ object, kind: 'changed', ...place, fields }];
}

/** What its author wrote, without what Rangelight adds to a copy. */
export function authored({ metadata, spec }: JsonObject): JsonObject {
  const { labels, annotations } = isJsonObject(metadata) ? metadata : {};
  const without = (map: Json | undefined, ours: readonly string[]): JsonObject =>
    Object.fromEntries(Object.entries(isJsonObject(map) ? map : {}).filter(([key]) => !ours.includes(key)));
  return {
    metadata: {
      labels: without(labels, Object.keys(MANAGED_BY)),
      annotations: without(annotations, [OWNER_ANNOTATION, ABOUT_ANNOTATION]),
    },
    spec: spec ?? {},
  };
}

/** In the order of their paths, without places. */
export function fieldDifferences(before: JsonObject, after: JsonObject): readonly FieldEdit[] {
  return [...differences(before, after, [], [])].map(({ path, before: was, after: now }) => ({
    path,
    ...(was === undefined ? {} : { before: was }),
    ...(now === undefined ? {} : { after: now }),
  }));
}

interface Difference extends Omit<FieldEdit, 'source'> {
  /** In the manifest as it is now, as far as it is there. */
  readonly place: readonly string[];
}

function* differences(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly string[],
  place: readonly string[],
): Generator<Difference> {
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after)) return;
  if (path.join('.') === RULES) yield { path, place: [...place, String(firstChanged(before, after))] };
  else if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort())
      yield* differences(before[key], after[key], [...path, key], key in after ? [...place, key] : place);
  } else if (isJsonList(before) && isJsonList(after)) yield* itemDifferences(before, after, path, place);
  else yield { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), place };
}

function* itemDifferences(
  before: readonly Json[],
  after: readonly Json[],
  path: readonly string[],
  place: readonly string[],
): Generator<Difference> {
  const [old, now] = [byName(before), byName(after)];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const at = now.get(name);
    yield* differences(
      old.get(name)?.item,
      at?.item,
      [...path, name],
      at === undefined ? place : [...place, String(at.index)],
    );
  }
}

function firstChanged(before: Json | undefined, after: Json | undefined): number {
  const old = new Set(isJsonList(before) ? before.map(canonicalJson) : []);
  return Math.max(0, isJsonList(after) ? after.findIndex((rule) => !old.has(canonicalJson(rule))) : 0);
}

/** The items of a list by what tells them apart, else by their places. */
export function byName(items: readonly Json[]): ReadonlyMap<string, { readonly item: Json; readonly index: number }> {
  const names = items.map(nameOf);
  const isUnique = new Set(names).size === items.length && !names.includes(undefined);
  return new Map(items.map((item, index) => [(isUnique ? names[index] : undefined) ?? String(index), { item, index }]));
}

function nameOf(item: Json): string | undefined {
  const name = isJsonObject(item) ? NAMES.flatMap((key) => item[key] ?? [])[0] : item;
  return typeof name === 'string' || typeof name === 'number' ? String(name) : undefined;
}
