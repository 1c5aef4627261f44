// Whether two sets of changes touch each other: then they are not carried out side by side.
import type { Change } from '../diff/index.ts';
import { type RefKey, referencesIn } from '../model/index.ts';

/** Whether they change one resource, or one changes what the other refers to, as it was or as it is wanted. */
export function overlapping(some: readonly Change[], others: readonly Change[]): boolean {
  return touches(some, others) || touches(others, some);
}

function touches(some: readonly Change[], others: readonly Change[]): boolean {
  const changed = new Set(some.map(({ key }) => key));
  return others.some((change) => reachOf(change).some((key) => changed.has(key)));
}

/** What it changes and refers to, as it was or as it is wanted. */
export function reachOf({ key, needs, before = {}, after = {} }: Change): readonly RefKey[] {
  return [key, ...needs, ...referencesIn(before), ...referencesIn(after)];
}
