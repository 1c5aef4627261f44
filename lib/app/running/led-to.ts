// When a run last led requests to something that they were not led to before. An edge that lags may come upon that
// change long after a later one has led them away again, when nobody asks for it there any more.
import type { JournalEntry } from '../../execute/index.ts';
import type { AppliedState, RefKey } from '../../model/index.ts';
import type { Plan, Rules } from '../../plan/index.ts';

/**
 * @param stands what is left of the unit: of what is gone nothing has to be known.
 * @param at when the run ended, milliseconds since the epoch: no earlier than its writes.
 * @returns by key, milliseconds since the epoch; undefined: of nothing.
 */
export function ledTo(
  rules: Rules,
  before: AppliedState['ledTo'],
  { plan, entries }: { readonly plan: Plan; readonly entries: readonly JournalEntry[] },
  stands: AppliedState['resources'],
  at: number,
): AppliedState['ledTo'] {
  const begun = new Set(entries.flatMap((entry) => (entry.type === 'attempt' ? entry.step : [])));
  const touched = new Set(
    plan.steps.flatMap(({ id, action }) => (begun.has(id) && action.type === 'apply' ? action.key : [])),
  );
  const led = plan.changes
    .filter(({ key }) => touched.has(key))
    .flatMap((change): readonly RefKey[] => [...(rules.of(change.ref.kind).leads?.(change) ?? [])]);
  const all = [...Object.entries(before ?? {}), ...led.map((key) => [key, at] as const)];
  const known = all.filter(([key]) => stands[key] !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
