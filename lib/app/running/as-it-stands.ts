// A plan's changes against what stands now: what was there before is what the worker sees, not what the plan says of
// it. Who writes plans could leave out what a change takes away, and no gate would see it.
import { type Change, diffFields, ownedPart } from '../../diff/index.ts';
import { type Kinds, type ObservedState, refKey } from '../../model/index.ts';

/**
 * For gates and counts only: each change with the observed body as its `before`, and every loss among its fields. What
 * the server adds is no part of it: who refers to a resource (`usedBy`) would be taken for what it refers to.
 */
export function asItStands(
  kinds: Kinds,
  changes: readonly Change[],
  { resources }: Pick<ObservedState, 'resources'>,
): readonly Change[] {
  return changes.map((change) => {
    const seen = resources.get(refKey(change.ref));
    if (seen === undefined) return change;
    const { after } = change;
    // Whatever is there already is not made but changed.
    const kind = change.kind === 'create' ? 'update' : change.kind;
    const told = new Set(change.fields.map(({ path }) => path));
    const { fields } = kinds.of(change.ref.kind);
    const bodies = after && { desired: after, observed: seen.body, applied: undefined };
    const found = bodies === undefined ? [] : diffFields(fields, bodies, () => undefined);
    const untold = found.filter(({ path, effect }) => effect === 'shrink' && !told.has(path));
    return { ...change, kind, before: ownedPart(fields, seen.body), fields: [...change.fields, ...untold] };
  });
}
