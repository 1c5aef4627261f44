// Which load balancers go on to serve after a backend service has left them, or a group has left a backend service:
// their edges may send requests to it long after they were told otherwise. Pure.
import { compareText, objectsAt, oncePer } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isKeyOfKind, type RefKey, referencesIn, refKey } from '../../../model/index.ts';
import type { Retiring } from '../../../plan/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';

/**
 * Keys of URL maps, sorted. What somebody put into a backend service by hand is no part of it. One that has no group
 * left serves nobody from then on, as somebody approved.
 */
export function mapsBefore({ key, kind, cause, owners, after }: Change, around: Retiring): readonly RefKey[] {
  const maps = mapsOf(around);
  const referring = maps.by.get(key) ?? [];
  if (kind === 'update') return cause === 'drift' || objectsAt(after, 'backends').length === 0 ? [] : referring;
  if (kind !== 'delete') return [];
  if (referring.length > 0) return referring;
  // A map that was switched already refers to it no more: whoever made both tells which it was.
  const made = owners.filter((owner) => isKeyOfKind(owner, OBJECT_KINDS.ingress));
  return made.length === 0
    ? maps.all
    : [...new Set(made.flatMap((owner) => maps.of.get(owner) ?? []))].sort(compareText);
}

/** Keys of the maps that stay, sorted: all, by what they refer to as they stand, and by whom they are made from. */
const mapsOf = oncePer(({ desired, observed }: Retiring) => {
  const standing = desired.resources
    .filter(({ ref }) => ref.kind === 'urlMap')
    .flatMap(({ ref, owners }) => {
      const seen = observed.resources.get(refKey(ref));
      return seen?.ours === true ? [{ key: refKey(ref), owners, refers: new Set(referencesIn(seen.body)) }] : [];
    })
    .sort((a, b) => compareText(a.key, b.key));
  const by = grouped(standing.flatMap(({ key, refers }) => [...refers].map((other) => [other, key] as const)));
  const of = grouped(standing.flatMap(({ key, owners }) => owners.map((owner) => [owner, key] as const)));
  return { all: standing.map(({ key }) => key), by, of };
});

function grouped<K>(pairs: readonly (readonly [K, RefKey])[]): ReadonlyMap<K, readonly RefKey[]> {
  const groups = Map.groupBy(pairs, ([key]) => key);
  return new Map([...groups].map(([key, ones]) => [key, ones.map(([, map]) => map)]));
}
