// What whoever opens or reviews a pull request has to know of units that are rolled back: from what, to what, by whom
// and why, what merging does with it, and how to go forward. Pure.
import { commandLine } from '../../commands/index.ts';
import { type Diagnostic, diagnostic } from '../../core/index.ts';
import { countChanges, isByItself } from '../../plan/index.ts';
import type { Pin } from '../../state/index.ts';
import type { UnitPlan } from './plan-units.ts';

const SHA_LENGTH = 12;
/** What a run says of what it made worse is a sentence; a person may write a page. */
const REASON_LENGTH = 120;

/**
 * @param standing rollbacks that hold on the branch.
 * @param units as the pull request would have them.
 */
export function toldRollbacks(
  standing: readonly Pin[],
  fleet: string,
  units: readonly Pick<UnitPlan, 'envelope'>[],
): readonly Diagnostic[] {
  return standing.map((pin) => {
    const stays = units.some(({ envelope: one }) => one.unit === pin.unit && one.rolledBack !== undefined);
    const { unit, commit, goodRun, by } = pin;
    const reason = pin.reason.length > REASON_LENGTH ? `${pin.reason.slice(0, REASON_LENGTH)}…` : pin.reason;
    const why = isByItself(pin) ? `a run made it worse: ${reason}` : `by ${by ?? ''}: ${reason}`;
    const message = `${unit} is rolled back from ${commit.slice(0, SHA_LENGTH)} to run ${goodRun}, ${why}`;
    return diagnostic('rolled-back', message, undefined, nextOf(fleet, pin, stays));
  });
}

/**
 * A proposal's merge does nothing with a rollback that goes on to hold: its plan is the branch's, and is approved
 * there.
 */
export function leftToBranch(unit: UnitPlan): UnitPlan {
  const { rolledBack, approvedBy: _, ...envelope } = unit.envelope;
  if (rolledBack === undefined) return unit;
  const nothing = { plan: null, counts: countChanges([]), impact: 'none', gates: [] } as const;
  return { ...unit, plan: undefined, envelope: { ...envelope, ...nothing, rolledBack } };
}

function nextOf(fleet: string, pin: Pin, stays: boolean): string {
  if (!stays) return 'Merging this ends the rollback and goes forward: see that it mends the reason';
  return isByItself(pin)
    ? 'Merging this leaves it there. To go forward, change in a commit what it asks for'
    : `Merging this leaves it there. To go forward, comment ${commandLine({ verb: 'resume', unit: pin.unit, fleet })}`;
}
