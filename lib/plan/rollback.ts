// What a rollback may do: bring back the routes and settings of what was good, beside what the bad revision made. It never
// deletes, shrinks or replaces: what is left over goes with the next revision, and a VIP never moves.
// May import: core, model, diff.
import { type Change, takesAway } from '../diff/index.ts';
import { grownBody } from './grown-body.ts';

/** Those of the changes towards the good state that a rollback carries out, in their order. */
export function rollbackChanges(changes: readonly Change[]): readonly Change[] {
  return changes.flatMap((change) => {
    switch (change.kind) {
      case 'create':
      case 'adopt':
        return [change];
      case 'update':
        // What the firewall rule admits now may be what serves now.
        if (change.ref.kind === 'firewall' && takesAway(change)) return [];
        return change.ref.kind === 'backendService' ? withoutShrinking(change) : [change];
      case 'replace':
      case 'delete':
      case 'abandon':
      case 'none':
        return [];
    }
  });
}

/** Backends that the good state lacks keep serving. */
function withoutShrinking(change: Change): readonly Change[] {
  const fields = change.fields.filter(({ effect }) => effect !== 'shrink');
  return fields.length === 0 ? [] : [{ ...change, fields, after: grownBody(change) }];
}
