// Whether a plan goes back to what a unit is pinned to, and does nothing else: then a run's own rollback needs no
// gates, for what was good serves again and no resource is taken away. Pure.
import { canonicalJson } from '../../core/index.ts';
import { type Change, takesAway } from '../../diff/index.ts';
import { type Fleet, membersOf } from '../../fleet/index.ts';
import {
  besideOf,
  isNameOfDesired,
  type AppliedState,
  type DesiredState,
  type ObservedState,
  refKey,
} from '../../model/index.ts';
import { leavesLast, type Rules } from '../../plan/index.ts';
import { withinFleet } from '../cloud/within-fleet.ts';

export interface Return {
  readonly rules: Rules;
  readonly fleet: Fleet;
  /** Of the plan, against what stands now. */
  readonly changes: readonly Change[];
  /** Digest of the state that the plan works towards. */
  readonly towards: string;
  /** What the unit is pinned to. */
  readonly good: DesiredState;
  readonly applied: AppliedState | undefined;
  /** Of the cloud as it is now. */
  readonly observed: ObservedState;
}

export function leadsBack({ rules, fleet, changes, towards, good, applied, observed }: Return): boolean {
  const desired = rules.settle(withinFleet(rules.kinds, good, membersOf(fleet)), { applied, observed });
  if (!isNameOfDesired(towards, desired)) return false;
  // Of what leaves last more may stay than was good: it goes on serving.
  return changes.every((change) =>
    leavesLast(rules.kinds.of(change.ref.kind)) && desired.resources.some(({ ref }) => refKey(ref) === change.key)
      ? !takesAway(change)
      : makesAs(change, desired),
  );
}

/** Whether a change makes a resource exactly what a desired state says. */
export function makesAs(change: Change, { resources }: DesiredState): boolean {
  const wanted = resources.find(({ ref }) => refKey(ref) === change.key);
  if (wanted === undefined || isDeletion(change) || refKey(change.ref) !== change.key) return false;
  const { after, maker } = change;
  return (
    canonicalJson([after, besideOf(change), maker]) === canonicalJson([wanted.body, besideOf(wanted), wanted.maker])
  );
}

function isDeletion({ kind }: Change): boolean {
  return kind === 'delete' || kind === 'replace' || kind === 'abandon';
}
