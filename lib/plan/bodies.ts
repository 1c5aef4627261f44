// The bodies that a resource has on its way: between old and new everything new, with what will be lost still in it.
import { type JsonObject, objectsAt } from '../core/index.ts';
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
    const kept = objectsAt(after, member);
    const staying = new Set(kept.map((item) => item[itemKey]));
    const leaving = objectsAt(change.before, member).filter((item) => !staying.has(item[itemKey]));
    return [member, [...kept, ...leaving]] as const;
  });
  return { ...after, ...Object.fromEntries(grown) };
}

/** Lists of which items leave last, with the member that identifies an item. */
function leavingLast({ fields }: KindDefinition): readonly (readonly [member: string, itemKey: string])[] {
  return Object.entries(fields).flatMap(([member, { items }]) =>
    items?.leaveLast === true ? [[member, items.key] as const] : [],
  );
}
