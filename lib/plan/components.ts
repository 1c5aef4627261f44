// Connected parts of the changed graph: what is in different parts moves side by side, and one that waits or breaks
// does not stop the others.
import { reach } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import { isComputeRef, type RefKey, referencesIn } from '../model/index.ts';

/**
 * Parts in the order of their first changes; changes inside keep their order.
 * @param joinedBy what a change has to do with beside what it needs or referred to: keys, or names that no key is
 * written as; two that have one in common are together.
 */
export function componentsOf(
  changes: readonly Change[],
  joinedBy: (change: Change) => readonly string[] = () => [],
): readonly (readonly Change[])[] {
  const byKey = new Map(changes.map((change, at) => [change.key, { change, at }]));
  const neighbours = new Map<string, Set<string>>();
  const join = (one: string, other: string): void => {
    neighbours.set(one, (neighbours.get(one) ?? new Set<string>()).add(other));
  };
  for (const change of changes) {
    const { key, needs, before = {} } = change;
    // What does not change joins nobody.
    const touched = [...needs, ...referencesIn(before)].filter((other) => byKey.has(other));
    for (const other of [...touched, ...joinedBy(change)]) {
      join(key, other);
      join(other, key);
    }
  }
  const parts: (readonly Change[])[] = [];
  const placed = new Set<string>();
  for (const { key } of changes) {
    if (placed.has(key)) continue;
    const part = reach([key], (at) => neighbours.get(at) ?? []);
    for (const one of part) placed.add(one);
    const own = [...part].flatMap((one) => byKey.get(one) ?? []);
    parts.push(own.sort((a, b) => a.at - b.at).map(({ change }) => change));
  }
  return parts;
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
