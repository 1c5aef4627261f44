// What of a unit's changes is planned, approved and run apart from the rest, so that whatever waits holds only what
// belongs to it.
import type { Change } from '../diff/index.ts';
import { componentsOf } from './components.ts';
import { letGoFirst } from './hand-over.ts';
import type { Rules } from './rules.ts';

/**
 * Parts in the order of their first changes; changes inside keep their order. Together stays what refers to each other,
 * what hands something over, what the rules of its kind say is judged as one, and what was changed in one manifest
 * object: people approve that as one. Drift of the same object is beside it.
 */
export function partsOf(rules: Rules, changes: readonly Change[]): readonly (readonly Change[])[] {
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
  for (const [taker, holders] of letGoFirst(rules.kinds, changes))
    for (const holder of holders) join(home.get(taker), home.get(holder));
  const shared = new Map<string, number>();
  for (const change of changes) {
    const { key, ref, cause, owners } = change;
    const at = home.get(key);
    const one = rules.of(ref.kind).together?.(change);
    const names = [...(one === undefined ? [] : [`${ref.kind} ${one}`]), ...(cause === 'drift' ? [] : owners)];
    for (const name of names) {
      join(shared.get(name), at);
      if (at !== undefined) shared.set(name, rootOf(at));
    }
  }
  const order = new Map(changes.map(({ key }, at) => [key, at]));
  const together = Map.groupBy(components.entries(), ([at]) => rootOf(at));
  return [...together.values()].map((several) =>
    several.flatMap(([, part]) => part).sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0)),
  );
}
