// Bodies name what gives a value (an address) by reference; APIs answer the value (its IP). Both ways between the two.
import { type JsonObject, oncePer } from '../core/index.ts';
import { type FieldTable, givenBy, type Kinds, type ObservedState, type RefKey } from '../model/index.ts';

export interface GivenValues {
  /** What a reference gives, when that was seen. */
  readonly valueOf: (reference: string) => string | undefined;
  /** Key of the resource of ours that gives a value, when it was seen: no other is ever released. */
  readonly giverOf: (value: string) => RefKey | undefined;
}

export function givenValues(kinds: Kinds, observed: ObservedState): GivenValues {
  return valuesOf(kinds)(observed);
}

const valuesOf = oncePer((kinds: Kinds) =>
  oncePer((observed: ObservedState): GivenValues => {
    const values = new Map<RefKey, string>();
    const givers = new Map<string, RefKey>();
    for (const [key, { ref, body, ours }] of observed.resources) {
      const value = givenBy(kinds, ref, body);
      if (value === undefined) continue;
      values.set(key, value);
      if (ours) givers.set(value, key);
    }
    return { valueOf: (reference) => values.get(reference), giverOf: (value) => givers.get(value) };
  }),
);

/** A body as seen, its values as references again: who stands on what gives one has to be known before it is released. */
export function withGivenReferences(table: FieldTable, body: JsonObject, given: GivenValues): JsonObject {
  const found = Object.entries(table).flatMap(([member, rule]) => {
    const value = body[member];
    const giver = rule.given && typeof value === 'string' ? given.giverOf(value) : undefined;
    return giver === undefined ? [] : [[member, giver] as const];
  });
  return { ...body, ...Object.fromEntries(found) };
}
