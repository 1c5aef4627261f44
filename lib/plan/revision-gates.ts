// Gates for what a revision takes away as a whole: in parts it would slip through.
import type { SourceRef } from '../core/index.ts';
import { type Change, takesAway } from '../diff/index.ts';
import type { Kinds, ObjectKey, RefKey } from '../model/index.ts';
import { countRemoved } from './counts.ts';
import type { Gate } from './plan.ts';

export interface WholeRevision {
  readonly kinds: Kinds;
  /** Of all units; undefined: they cannot be known, which counts as too many. */
  readonly changes: readonly Change[] | undefined;
  /** What the commit declares. */
  readonly sources: Readonly<Record<ObjectKey, SourceRef>>;
  readonly maxDeletes: number;
  readonly serves: (key: RefKey) => boolean;
}

/**
 * @returns per unit, by its changes: none for a unit of which nothing is taken away. A rollback takes away what the
 * revision
 * brought, and not what it lacks.
 */
export function revisionGates(
  whole: WholeRevision,
): (changes: readonly Change[], isRollback: boolean) => readonly Gate[] {
  const [many, all] = [tooManyDeletes(whole), everythingRemoved(whole)];
  return (changes, isRollback) => {
    if (!changes.some(takesAway)) return [];
    return isRollback ? many : [...many, ...all];
  };
}

function tooManyDeletes({ kinds, changes, serves, maxDeletes }: WholeRevision): readonly Gate[] {
  const deletes = changes === undefined ? undefined : countRemoved(kinds, changes, serves);
  if (deletes !== undefined && deletes <= maxDeletes) return [];
  const count = deletes ?? 'an unknown number of';
  const message = `this revision deletes ${count} resources, counted once for all clusters; policy.maxDeletes allows ${maxDeletes}`;
  return [{ code: 'too-many-deletes', message }];
}

/** More likely a moved folder than a wish. */
function everythingRemoved({ sources }: WholeRevision): readonly Gate[] {
  if (Object.keys(sources).length > 0) return [];
  const message =
    'no manifest of this revision declares anything: all that the fleet has in its namespaces would go. Approve it only to take the fleet down';
  return [{ code: 'everything-removed', message }];
}
