// A head that is planned again by itself, because facts moved or a message was lost, says nothing new about what was
// applied: what somebody changed there by hand is put back by the sweep, by its own rules, and not at once by the way.
// What a person changed stands for hours, whatever is merged meanwhile. Pure.
import type { Change } from '../../diff/index.ts';
import {
  type AppliedState,
  type DesiredState,
  isNameOfDesired,
  type ObservedState,
  type RefKey,
} from '../../model/index.ts';
import { componentsOf, type Revision, type Rules } from '../../plan/index.ts';
import type { Sightings } from '../../state/index.ts';
import { awaitsGates, envelopesOf } from '../records/unit-plans.ts';

/** What was known when nobody asked for a plan. */
export interface PlannedAgain {
  /** What the commit was planned as before; undefined when it was not, or that is lost. */
  readonly before: Pick<Revision, 'units'> | undefined;
  /** The sweep's memory, by unit. */
  readonly sightings: ReadonlyMap<string, Pick<Sightings, 'healed' | 'seen'>>;
}

export interface AroundSweep {
  readonly rules: Rules;
  readonly commit: string;
  /** Undefined where somebody asked: a push, or a person's word, puts back all but what is kept. */
  readonly again?: PlannedAgain | undefined;
  /** By unit: keys of what a person changed by hand, which stands for now. */
  readonly kept?: ReadonlyMap<string, ReadonlySet<RefKey>>;
  readonly applied: ReadonlyMap<string, AppliedState>;
  readonly observed: ObservedState;
}

/**
 * Takes what the sweep puts back out of the changes of a unit: what a person changed, and where nobody asked for a plan
 * of a commit that was carried out all but what only a plan can put back, which needs a person's approval, or is seen
 * twice and has to be made anew.
 */
export function leftToSweep<T extends { readonly desired: DesiredState; readonly changes: readonly Change[] }>(
  judged: T,
  around: AroundSweep,
): T {
  const { desired, changes } = judged;
  const applied = around.applied.get(desired.unit);
  if (applied?.result !== 'succeeded') return judged;
  const byHand = around.kept?.get(desired.unit);
  const bySweep = leftAgain(desired, applied, around);
  const isLeft = ({ cause, key }: Change): boolean =>
    cause === 'drift' && (byHand?.has(key) === true || bySweep?.(key) === true);
  const drifted = changes.filter(({ cause }) => cause === 'drift');
  if (drifted.length === 0 || around.rules.gates(drifted, { observed: around.observed, applied }).length > 0)
    return judged;
  // What other changes stand on or stand in for is planned with them.
  const left = new Set(
    componentsOf(changes)
      .filter((part) => part.every(isLeft))
      .flat(),
  );
  return { ...judged, changes: changes.filter((change) => !left.has(change)) };
}

/** Which drift is left where nobody asked; undefined where somebody did, or the commit is yet to be carried out. */
function leftAgain(
  desired: DesiredState,
  applied: AppliedState,
  { again, commit }: AroundSweep,
): ((key: RefKey) => boolean) | undefined {
  if (again === undefined || !isNameOfDesired(applied.desired, desired)) return undefined;
  const { before, sightings } = again;
  const planned = envelopesOf(before, desired.unit);
  const hadNothing = planned.length > 0 && planned.every((one) => one.plan === null || awaitsGates(one));
  const isCarriedOut = applied.commit === commit || hadNothing;
  if (!isCarriedOut) return undefined;
  const { healed = {}, seen = {} } = sightings.get(desired.unit) ?? {};
  // Noted since it is seen: what was noted before was put back, by the run that is on record, and changed again.
  return (key) => {
    const since = seen[key]?.since ?? Number.POSITIVE_INFINITY;
    return healed[key]?.some(({ runId, at }) => runId === applied.runId && at >= since) !== true;
  };
}
