// A head that is planned again by itself, because facts moved or a message was lost, says nothing new about what was applied: what
// somebody changed there by hand is put back by the sweep, by its own rules, and not at once by the way. Pure.
// May import: core, diff, model, plan, state.
import { digestOf } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import type { AppliedState, DesiredState, ObservedState, RefKey } from '../../model/index.ts';
import { componentsOf, type Revision, type Rules } from '../../plan/index.ts';
import type { Sightings } from '../../state/index.ts';

/** What was known when nobody asked for a plan. */
export interface PlannedAgain {
  /** What the commit was planned as before; undefined when it was not, or that is lost. */
  readonly before: Pick<Revision, 'units'> | undefined;
  /** The sweep's memory, by unit. */
  readonly sightings: ReadonlyMap<string, Pick<Sightings, 'healed' | 'seen'>>;
}

export interface Around {
  readonly rules: Rules;
  readonly commit: string;
  /** Undefined where somebody asked: a push, or a person's word, puts everything back. */
  readonly again?: PlannedAgain | undefined;
  readonly applied: ReadonlyMap<string, AppliedState>;
  readonly observed: ObservedState;
}

/**
 * Takes what the sweep puts back out of the changes of a unit whose commit was carried out, but for what only a plan can put back:
 * what needs a person's approval, and what the sweep has seen twice and has to be made anew.
 */
export function leftToSweep<T extends { readonly desired: DesiredState; readonly changes: readonly Change[] }>(
  judged: T,
  { rules, commit, again, applied: records, observed }: Around,
): T {
  const { desired, changes } = judged;
  const applied = records.get(desired.unit);
  if (again === undefined || applied?.result !== 'succeeded' || applied.desired !== digestOf(desired)) return judged;
  const { before, sightings } = again;
  const planned = before?.units.find(({ unit }) => unit === desired.unit);
  const isCarriedOut = applied.commit === commit || planned?.plan === null;
  if (!isCarriedOut) return judged;
  const { healed = {}, seen = {} } = sightings.get(desired.unit) ?? {};
  // Noted since it is seen: what was noted before was put back, by the run that is on record, and changed again.
  const isNoted = (key: RefKey): boolean => {
    const since = seen[key]?.since ?? Number.POSITIVE_INFINITY;
    return healed[key]?.some(({ runId, at }) => runId === applied.runId && at >= since) === true;
  };
  const isLeft = ({ cause, key }: Change): boolean => cause === 'drift' && !isNoted(key);
  const drifted = changes.filter(({ cause }) => cause === 'drift');
  if (rules.gates(drifted, { observed, applied }).length > 0) return judged;
  // What other changes stand on or stand in for is planned with them.
  const left = new Set(
    componentsOf(changes)
      .filter((part) => part.every(isLeft))
      .flat(),
  );
  return { ...judged, changes: changes.filter((change) => !left.has(change)) };
}
