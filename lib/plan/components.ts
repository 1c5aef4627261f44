// Connected parts of the changed graph: what is in different parts moves side by side, and one that waits or breaks does
// not stop the others. May import: model, diff.
import type { Change } from '../diff/index.ts';
import { type RefKey, referencesIn } from '../model/index.ts';

/** Parts in the order of their first changes; changes inside keep their order. */
export function componentsOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const neighbours = new Map(changes.map(({ key }) => [key, new Set<RefKey>()]));
  for (const { key, needs, before = {} } of changes) {
    for (const other of [...needs, ...referencesIn(before)]) {
      neighbours.get(key)?.add(other);
      // What does not change joins nobody.
      neighbours.get(other)?.add(key);
    }
  }
  const parts: (readonly Change[])[] = [];
  const placed = new Set<RefKey>();
  for (const { key } of changes) {
    if (placed.has(key)) continue;
    const part = new Set([key]);
    // A Set that grows while it is walked is walked to its new end.
    for (const at of part) for (const other of neighbours.get(at) ?? []) part.add(other);
    for (const one of part) placed.add(one);
    parts.push(changes.filter((change) => part.has(change.key)));
  }
  return parts;
}
