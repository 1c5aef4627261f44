// What is left, in a later commit, of what a plan was to change in the manifests: read from the copies that the config
// clusters hold of each manifest, statement by statement, so that one line more in the same object takes nothing back.
import { canonicalJson, isJsonList, isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import { type DesiredResource, isConfigCopy, type Kinds, type ObjectKey } from '../model/index.ts';
import { authored, byName } from './edits.ts';

export interface EditsStanding {
  /** Everything is again as it was before the plan. */
  readonly isTakenBack: boolean;
  /** Objects of which not all stands as the plan was to leave it; sorted. */
  readonly changedAgain: readonly ObjectKey[];
}

/** @param later what the later commit asks for. */
export function editsStanding(
  kinds: Kinds,
  changes: readonly Change[],
  later: readonly DesiredResource[],
): EditsStanding {
  const copies = new Map<ObjectKey, Change>();
  for (const change of changes) {
    const [object] = change.owners;
    if (object !== undefined && isConfigCopy(kinds, change.ref) && change.cause !== 'drift' && !copies.has(object))
      copies.set(object, change);
  }
  const now = new Map<ObjectKey, JsonObject>();
  for (const { ref, owners, body } of later) {
    const [object] = owners;
    if (object !== undefined && isConfigCopy(kinds, ref)) now.set(object, body);
  }
  const states = [...copies].map(([object, { before, after }]) => ({
    object,
    ...standingOf(statementsIn(before), statementsIn(after), statementsIn(now.get(object))),
  }));
  return {
    isTakenBack: states.length > 0 && states.every(({ isTakenBack }) => isTakenBack),
    changedAgain: states
      .filter(({ stands }) => !stands)
      .map(({ object }) => object)
      .sort(),
  };
}

function standingOf(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  now: ReadonlySet<string>,
): { readonly stands: boolean; readonly isTakenBack: boolean } {
  const added = [...after].filter((one) => !before.has(one));
  const removed = [...before].filter((one) => !after.has(one));
  const differs = added.length + removed.length > 0;
  return {
    stands: added.every((one) => now.has(one)) && !removed.some((one) => now.has(one)),
    isTakenBack: differs && !added.some((one) => now.has(one)) && removed.every((one) => now.has(one)),
  };
}

/** Every value with its place, and that the object is there at all. */
function statementsIn(body: JsonObject | undefined): ReadonlySet<string> {
  return new Set(body === undefined ? [] : ['', ...statements(authored(body), [])]);
}

function* statements(value: Json, path: readonly string[]): Generator<string> {
  if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value))
      if (member !== undefined) yield* statements(member, [...path, key]);
  } else if (isJsonList(value)) for (const [name, { item }] of byName(value)) yield* statements(item, [...path, name]);
  else yield canonicalJson([...path, value]);
}
