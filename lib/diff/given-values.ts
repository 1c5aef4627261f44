// Bodies name what gives a value (an address) by reference; APIs answer the value (its IP). Both ways between the two.
import { type JsonObject, oncePer } from '../core/index.ts';
import {
  type FieldTable,
  givenBy,
  isUnknown,
  type Kinds,
  type ObservedState,
  type RefKey,
  refOfKey,
} from '../model/index.ts';
import type { FieldChange } from './change.ts';

export interface GivenValues {
  /** What a reference gives, when that was seen. */
  readonly valueOf: (reference: string) => string | undefined;
  /** Whether nobody can say now what a reference gives. */
  readonly isUnread: (reference: string) => boolean;
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
    const isUnread = (reference: string): boolean => {
      const ref = observed.unknown.length === 0 ? undefined : refOfKey(kinds, reference);
      return ref !== undefined && isUnknown(observed, ref);
    };
    return { valueOf: (reference) => values.get(reference), isUnread, giverOf: (value) => givers.get(value) };
  }),
);

/**
 * A body as seen, its values as references again: who stands on what gives one has to be known before it is released.
 */
export function withGivenReferences(table: FieldTable, body: JsonObject, given: GivenValues): JsonObject {
  const found = Object.entries(table).flatMap(([member, rule]) => {
    const value = body[member];
    const giver = rule.given && typeof value === 'string' ? given.giverOf(value) : undefined;
    return giver === undefined ? [] : [[member, giver] as const];
  });
  return { ...body, ...Object.fromEntries(found) };
}

/** Without those to what nobody can say now: what is there may well be what it is to be given. */
export function knownChanges(
  table: FieldTable,
  changes: readonly FieldChange[],
  { isUnread }: GivenValues,
): readonly FieldChange[] {
  const isGiven = (path: string): boolean => table[path.replace(/\[.*/, '')]?.given === true;
  return changes.filter(({ path, after }) => typeof after !== 'string' || !isGiven(path) || !isUnread(after));
}
