// Values that an API takes by name and never answers: what one is now is what we last wrote under its name. Bodies of
// ours say so in a member that the API does not know, name → fingerprint; `namesAt` in the field table says where the
// API answers the names.
import { type Json, type JsonObject, textsAt, valueAt } from '../core/index.ts';
import type { FieldTable } from './fields.ts';
import type { Kinds } from './kinds.ts';
import type { ObservedResource } from './observed.ts';

/** Stands for a value that we did not write. */
const NOT_OURS = 'not known';

/** What was seen, with the members in which we say which value each name has. */
export function withRemembered(
  kinds: Kinds,
  seen: ObservedResource | undefined,
  applied: JsonObject | undefined,
): ObservedResource | undefined {
  if (seen === undefined) return seen;
  const remembered = membersOf(kinds.of(seen.ref.kind).fields).flatMap(([member, namesAt]) => {
    const valueOf = (name: string): Json => valueAt(applied, member, name) ?? NOT_OURS;
    const names = [...textsAt(seen.body, ...namesAt)].sort();
    return names.length === 0
      ? []
      : [[member, Object.fromEntries(names.map((name) => [name, valueOf(name)]))] as const];
  });
  return remembered.length === 0 ? seen : { ...seen, body: { ...seen.body, ...Object.fromEntries(remembered) } };
}

/** A body as its API takes it: without the members that our documents alone have. */
export function asTaken(fields: FieldTable, body: JsonObject): JsonObject {
  const ours = new Set(membersOf(fields).map(([member]) => member));
  return ours.size === 0 ? body : Object.fromEntries(Object.entries(body).filter(([member]) => !ours.has(member)));
}

/** Top-level members of ours alone, and where the API answers their names. */
function membersOf(fields: FieldTable): readonly (readonly [member: string, namesAt: readonly string[]])[] {
  return Object.entries(fields).flatMap(([member, { namesAt }]) => (namesAt === undefined ? [] : [[member, namesAt]]));
}
