// Which load balancers go on to serve after a backend service has left them, or a group has left a backend service:
// their edges may send requests to it long after they were told otherwise. Pure.
import { compareText, objectsAt } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isKeyOfKind, type RefKey, referencesIn, refKey } from '../../../model/index.ts';
import type { Retiring } from '../../../plan/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';

/**
 * Keys of URL maps, sorted. What somebody put into a backend service by hand is no part of it. One that has no group
 * left serves nobody from then on, as somebody approved.
 */
export function mapsBefore(
  { key, kind, cause, owners, after }: Change,
  { desired, observed }: Retiring,
): readonly RefKey[] {
  const maps = desired.resources
    .filter(({ ref }) => ref.kind === 'urlMap')
    .flatMap(({ ref, owners: own }) => {
      const seen = observed.resources.get(refKey(ref));
      return seen?.ours === true ? [{ key: refKey(ref), own, refers: referencesIn(seen.body).includes(key) }] : [];
    })
    .sort((a, b) => compareText(a.key, b.key));
  const referring = maps.filter(({ refers }) => refers);
  if (kind === 'update')
    return cause === 'drift' || objectsAt(after, 'backends').length === 0 ? [] : referring.map((map) => map.key);
  if (kind !== 'delete') return [];
  // A map that was switched already refers to it no more: whoever made both tells which it was.
  const made = new Set(owners.filter((owner) => isKeyOfKind(owner, OBJECT_KINDS.ingress)));
  const led =
    referring.length > 0 ? referring : maps.filter(({ own }) => made.size === 0 || own.some((one) => made.has(one)));
  return led.map((map) => map.key);
}
