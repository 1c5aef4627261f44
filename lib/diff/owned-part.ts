// Of what was seen, what we could have written. Pure.
import type { JsonObject } from '../core/index.ts';
import type { FieldTable } from '../model/index.ts';

/**
 * A body as it was seen, without what the server adds (ids, times, fingerprints, and who refers to it): only members
 * that the kind's table knows by name, so that a plan's digest does not move when nothing of ours did.
 */
export function ownedPart(fields: FieldTable, seen: JsonObject): JsonObject {
  const known = new Set(Object.keys(fields).map((path) => path.split('.')[0] ?? path));
  const kept = Object.entries(seen).filter(
    ([member]) => known.has(member) && member !== 'metadata' && member !== 'status',
  );
  return Object.fromEntries(kept);
}
