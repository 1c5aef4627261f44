// Connected parts of the changed graph: what is in different parts moves side by side, and one that waits or breaks
// does not stop the others.
import type { Change } from '../diff/index.ts';
import { isComputeRef, type RefKey, referencesIn } from '../model/index.ts';

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
  const order = new Map(changes.map(({ key }, at) => [key, at]));
  const parts: (readonly number[])[] = [];
  const placed = new Set<RefKey>();
  for (const { key } of changes) {
    if (placed.has(key)) continue;
    const part = new Set([key]);
    // A Set that grows while it is walked is walked to its new end.
    for (const at of part) for (const other of neighbours.get(at) ?? []) part.add(other);
    for (const one of part) placed.add(one);
    parts.push([...part].flatMap((one) => order.get(one) ?? []).sort((a, b) => a - b));
  }
  return parts.map((part) => part.flatMap((at) => changes[at] ?? []));
}

/** A part with what is looked up in it, worked out once. */
export interface Component {
  readonly changes: readonly Change[];
  readonly byKey: ReadonlyMap<RefKey, Change>;
  /** Who needs a key, as it is wanted. */
  readonly neededBy: ReadonlyMap<RefKey, readonly Change[]>;
  /** Who stood on a key before: by reference, or by dependency when nobody wants him any more. */
  readonly referrers: ReadonlyMap<RefKey, readonly Change[]>;
}

export function indexed(changes: readonly Change[]): Component {
  const neededBy = new Map<RefKey, Change[]>();
  const referrers = new Map<RefKey, Change[]>();
  const note = (index: Map<RefKey, Change[]>, key: RefKey, change: Change): void => {
    const known = index.get(key);
    if (known === undefined) index.set(key, [change]);
    else known.push(change);
  };
  for (const change of changes) {
    const { key: own, ref, needs, before = {}, kind } = change;
    for (const key of needs) note(neededBy, key, change);
    const referred = isComputeRef(ref) ? referencesIn(before) : [];
    const left = kind === 'delete' || kind === 'abandon' ? needs : [];
    for (const key of new Set([...referred, ...left])) if (key !== own) note(referrers, key, change);
  }
  return { changes, byKey: new Map(changes.map((change) => [change.key, change])), neededBy, referrers };
}
