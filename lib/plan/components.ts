// Connected parts of the changed graph: what is in different parts moves side by side, and one that waits or breaks does
// not stop the others. May import: core, model, diff.
import { sortedEntries } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import { type RefKey, referencesIn } from '../model/index.ts';

/** Parts sorted by their first key; changes inside keep their order. */
export function componentsOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const parent = new Map<RefKey, RefKey>(changes.map((change) => [change.key, change.key]));
  const root = (key: RefKey): RefKey => {
    let at = key;
    for (let up = parent.get(at) ?? at; up !== at; up = parent.get(at) ?? at) at = up;
    return at;
  };
  for (const change of changes) {
    for (const other of [...change.needs, ...referencesIn(change.before ?? {})]) {
      if (!parent.has(other)) continue;
      const [a, b] = [root(change.key), root(other)];
      // The smaller key leads, so that the parts do not depend on the order of discovery.
      if (a < b) parent.set(b, a);
      else parent.set(a, b);
    }
  }
  const parts = new Map<RefKey, Change[]>();
  for (const change of changes) {
    const lead = root(change.key);
    parts.set(lead, [...(parts.get(lead) ?? []), change]);
  }
  return sortedEntries(parts).map(([, part]) => part);
}
