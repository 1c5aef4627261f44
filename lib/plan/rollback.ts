// What a rollback may do: bring back the routes and settings of what was good, beside what the bad revision made. It
// never deletes, shrinks or replaces: what is left over goes with the next revision, and a VIP never moves.
import { type Change, takesAway } from '../diff/index.ts';
import type { KindDefinition } from '../model/index.ts';
import type { Rules } from './rules.ts';
import { grownBody, leavesLast } from './bodies.ts';

/** Those of the changes towards the good state that a rollback carries out, in their order. */
export function rollbackChanges(rules: Rules, changes: readonly Change[]): readonly Change[] {
  return changes.flatMap((change) => {
    switch (change.kind) {
      case 'create':
      case 'adopt':
        return [change];
      case 'update':
        if (rules.of(change.ref.kind).staysInRollback === true && takesAway(change)) return [];
        return withoutShrinking(rules.kinds.of(change.ref.kind), change);
      case 'replace':
      case 'delete':
      case 'abandon':
      case 'none':
        return [];
    }
  });
}

/** What the good state lacks of what leaves last keeps serving. */
function withoutShrinking(kind: KindDefinition, change: Change): readonly Change[] {
  if (!leavesLast(kind)) return [change];
  const fields = change.fields.filter(({ effect }) => effect !== 'shrink');
  return fields.length === 0 ? [] : [{ ...change, fields, after: grownBody(kind, change) }];
}
