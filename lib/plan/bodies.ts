// The bodies that a resource has on its way: between old and new everything new, with what will be lost still in it.
import { type Json, type JsonObject, objectsAt } from '../core/index.ts';
import { type Change, takesAway } from '../diff/index.ts';
import type { KindDefinition } from '../model/index.ts';
import type { Stage } from './plan.ts';
import type { Rules } from './rules.ts';

/** The body that a stage of a change makes. */
export function bodyAt(rules: Rules, change: Change, stage: Stage): JsonObject {
  const { after = {} } = change;
  switch (stage) {
    case 'grown':
      return grownBody(rules.kinds.of(change.ref.kind), change);
    case 'idle':
      return idleBody(rules.kinds.of(change.ref.kind), change);
    case 'warm':
      return rules.of(change.ref.kind).warm?.(change) ?? after;
    case 'final':
      return after;
  }
}

/** Whether a kind has items that leave last. */
export function leavesLast(kind: KindDefinition): boolean {
  return leavingLast(kind).length > 0;
}

/** Whether an update takes something out that leaves last: until then it stands grown. */
export function shrinksLast(kind: KindDefinition, change: Change): boolean {
  return change.kind === 'update' && leavesLast(kind) && takesAway(change);
}

/** The body as it is wanted, with what leaves last still in it. */
export function grownBody(kind: KindDefinition, change: Change): JsonObject {
  const after = change.after ?? {};
  const grown = leavingLast(kind).map(([member, itemKey]) => {
    const leaving = leavingFrom(member, itemKey, change.before, after);
    return [member, [...objectsAt(after, member), ...leaving]] as const;
  });
  return { ...after, ...Object.fromEntries(grown) };
}

/** The body as it is wanted, with what leaves last still in it, and no new requests for that. */
function idleBody(kind: KindDefinition, change: Change): JsonObject {
  const { before, after = {} } = change;
  const lists = leavingLast(kind).map(([member, itemKey, idle]) => {
    const leaving = leavingFrom(member, itemKey, before, after).map((item) => ({ ...item, ...idle }));
    return [member, [...objectsAt(after, member), ...leaving]] as const;
  });
  return { ...after, ...Object.fromEntries(lists) };
}

/** Whether an update has nothing to do but to take out what gets no new requests already. */
export function isIdle(kind: KindDefinition, { fields, before, after }: Change): boolean {
  return (
    fields.every(({ effect }) => effect === 'shrink') &&
    leavingLast(kind).every(([member, itemKey, idle = {}]) =>
      leavingFrom(member, itemKey, before, after).every((item) =>
        Object.entries(idle).every(([name, value]) => item[name] === value),
      ),
    )
  );
}

/** The items that an update takes out of lists that they leave last. */
export function leavingIn(kind: KindDefinition, { before, after }: Change): readonly JsonObject[] {
  return leavingLast(kind).flatMap(([member, itemKey]) => leavingFrom(member, itemKey, before, after));
}

function leavingFrom(
  member: string,
  itemKey: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly JsonObject[] {
  const staying = new Set(objectsAt(after, member).map((item) => item[itemKey]));
  return objectsAt(before, member).filter((item) => !staying.has(item[itemKey]));
}

/** What an item has that stands in its place and gets no new requests. */
type Idle = Readonly<Record<string, Json>> | undefined;

/** Lists of which items leave last, with the member that identifies an item. */
function leavingLast({ fields }: KindDefinition): readonly (readonly [member: string, itemKey: string, idle: Idle])[] {
  return Object.entries(fields).flatMap(([member, { items }]) =>
    items?.leaveLast === true ? [[member, items.key, items.idle] as const] : [],
  );
}
