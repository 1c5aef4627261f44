// Settles what is wanted of one unit, and compares that with what stands. Pure.
import { type Diagnostic, digestOf } from '../../core/index.ts';
import {
  type Change,
  type Diff,
  diff,
  type Held,
  hold,
  holdAlso,
  stoppedBy,
  takesAway,
  withoutStopped,
} from '../../diff/index.ts';
import { membersOf } from '../../fleet/index.ts';
import { type AppliedState, type ClusterLink, type DesiredState, FLEET_UNIT, type RefKey } from '../../model/index.ts';
import { fleetwide, type PlanInput } from './plan-input.ts';
import { withinReach } from '../cloud/within-fleet.ts';
import { withoutUnreachable } from './without-unreachable.ts';

export interface Judged {
  readonly desired: DesiredState;
  readonly changes: readonly Change[];
  readonly found: readonly Diagnostic[];
  /** What is wanted and somebody else's. */
  readonly foreign: readonly RefKey[];
  /** Members that are planned without, because they cannot be read. */
  readonly leftOut: readonly ClusterLink[];
  /** Whether more is wanted than the commit asks for, because it still serves. */
  readonly kept: boolean;
}

/**
 * What is wanted of a unit in the end, and the changes towards it. In this order: what others still need of it, without what is somebody
 * else's, without what cannot be reached, with what is held as it was applied.
 * @param partial part of the input or of the cloud is unknown: nothing is taken away.
 */
export function judgeUnit(input: PlanInput, unit: string, partial: boolean): Judged {
  const applied = input.applied.get(unit);
  const wanted = input.compiled.states.find((state) => state.unit === unit) ?? {
    fleet: input.fleet.name,
    unit,
    resources: [],
  };
  const compiled = input.rules.keep(wanted, fleetwide(input));
  const kept = digestOf(compiled) !== digestOf(wanted);
  const { foreign, diagnostics: found } = diffUnit(input, compiled, applied);
  const stopped = stoppedBy(input.rules.kinds, compiled, foreign);
  const mayStand = withoutStopped(input.rules.kinds, compiled, stopped);
  const { desired: free, members: leftOut } = withoutUnreachable(input.rules.kinds, mayStand, input.observed);
  let held: Held = { objects: new Set([...input.compiled.held, ...stopped]), keys: new Set() };
  for (;;) {
    const desired = hold(input.rules.kinds, free, applied, held);
    const result = diffUnit(input, desired, applied);
    if (!partial || !result.changes.some(takesAway))
      return { desired, changes: result.changes, found, foreign, leftOut, kept };
    const more = holdAlso(held, result.changes, applied);
    if (more.objects.size === held.objects.size && more.keys.size === held.keys.size) {
      // Held as applied, and the cloud still has more than that: leave it be until everything is known.
      const safe = result.changes.filter((change) => !takesAway(change));
      return { desired, changes: safe, found, foreign, leftOut, kept };
    }
    held = more;
  }
}

/** Of the members alone. */
export function diffUnit(input: PlanInput, desired: DesiredState, applied: AppliedState | undefined): Diff {
  const { rules, observed, policy } = input;
  // What belongs to the whole fleet comes from no manifest.
  const pendingCause = desired.unit === FLEET_UNIT ? 'fact' : 'pending';
  const found = diff({ kinds: rules.kinds, desired, applied, observed, takeover: policy.takeover, pendingCause });
  return { ...found, changes: withinReach(found.changes, membersOf(input.fleet)) };
}
