// What of a unit's changes is planned, approved and run apart from the rest, so that whatever waits holds only what belongs to it.
import type { Change } from '../diff/index.ts';
import type { Kinds } from '../model/index.ts';
import { componentsOf } from './components.ts';
import { letGoFirst } from './hand-over.ts';

/**
 * Parts in the order of their first changes; changes inside keep their order. Together stays what refers to each other, what hands
 * something over, and what was changed in one manifest object: people approve that as one. Drift of the same object is beside it.
 */
export function partsOf(kinds: Kinds, changes: readonly Change[]): readonly (readonly Change[])[] {
  const components = componentsOf(changes);
  if (components.length < 2) return components;
  const home = new Map(components.flatMap((part, at) => part.map(({ key }) => [key, at] as const)));
  const parent = components.map((_, at) => at);
  const rootOf = (at: number): number => {
    const up = parent[at] ?? at;
    return up === at ? at : rootOf(up);
  };
  const join = (a: number | undefined, b: number | undefined): void => {
    if (a === undefined || b === undefined) return;
    const [first, second] = [rootOf(a), rootOf(b)].sort((x, y) => x - y);
    if (first !== undefined && second !== undefined) parent[second] = first;
  };
  for (const [taker, holders] of letGoFirst(kinds, changes))
    for (const holder of holders) join(home.get(taker), home.get(holder));
  const byOwner = new Map<string, number>();
  for (const { key, cause, owners } of changes) {
    if (cause === 'drift') continue;
    const at = home.get(key);
    for (const owner of owners) {
      join(byOwner.get(owner), at);
      if (at !== undefined) byOwner.set(owner, rootOf(at));
    }
  }
  const order = new Map(changes.map(({ key }, at) => [key, at]));
  const together = Map.groupBy(components.entries(), ([at]) => rootOf(at));
  return [...together.values()].map((several) =>
    several.flatMap(([, part]) => part).sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0)),
  );
}
