// What a plan leaves standing though nobody wants it any more: what served until something else took over. A run of its
// own retires it, when the data plane shows that nobody uses it. Pure.
import { reach } from '../core/index.ts';
import { type Change, takesAway } from '../diff/index.ts';
import { type RefKey, referencesIn } from '../model/index.ts';
import { isIdle, leavingIn } from './bodies.ts';
import type { Retiring, Rules } from './rules.ts';

/**
 * Those of the changes, in their order, whose taking away is left to a later run: what served, and what that refers to
 * and stands on. Of an update this is what leaves; the rest of it is done at once.
 */
export function setApart(rules: Rules, changes: readonly Change[], around: Retiring): readonly Change[] {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  const served = changes.filter((change) => entrancesOf(rules, change, around).length > 0);
  const apart = reach(served, (change) =>
    leftBehind(rules, change).flatMap((key) => {
      const other = byKey.get(key);
      return other?.kind === 'delete' || other?.kind === 'abandon' ? [other] : [];
    }),
  );
  return changes.filter((change) => apart.has(change));
}

/**
 * What leads requests to something that a change takes away, and goes on to lead requests elsewhere; none: it may go at
 * once.
 */
export function entrancesOf(rules: Rules, change: Change, around: Retiring): readonly RefKey[] {
  return takesAway(change) ? (rules.of(change.ref.kind).servedBy?.(change, around) ?? []) : [];
}

/**
 * What is to be done now, in the order of the changes, and what it leaves behind; not what is left behind already and
 * only waits for its end.
 */
export function withoutWaiting(rules: Rules, changes: readonly Change[], later: readonly Change[]): readonly Change[] {
  const apart = new Set(later);
  const waits = (change: Change): boolean =>
    apart.has(change) && (change.kind !== 'update' || isIdle(rules.kinds.of(change.ref.kind), change));
  const busy = changes.filter((change) => !waits(change));
  if (busy.length === changes.length) return changes;
  const left = new Map(later.map((change) => [change.key, change]));
  const first = busy.flatMap(({ key, before = {} }) => [key, ...referencesIn(before)]);
  const keys = reach(first, (key) => {
    const change = left.get(key);
    return change === undefined ? [] : leftBehind(rules, change);
  });
  return changes.filter((change) => !waits(change) || keys.has(change.key));
}

/** What nothing of it needs any more once it is done. */
function leftBehind({ kinds }: Rules, change: Change): readonly RefKey[] {
  const { ref, kind, needs, before = {}, after = {} } = change;
  if (kind !== 'update') return [...needs, ...referencesIn(before)];
  const kept = new Set(referencesIn(after));
  return leavingIn(kinds.of(ref.kind), change)
    .flatMap((item) => referencesIn(item))
    .filter((key) => !kept.has(key));
}
