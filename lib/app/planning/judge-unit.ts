// Settles what is wanted of one unit, and compares that with what stands. Pure.
import type { Diagnostic } from '../../core/index.ts';
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
import {
  type AppliedState,
  type ClusterLink,
  type DesiredState,
  digestOfDesired,
  FLEET_UNIT,
  type RefKey,
} from '../../model/index.ts';
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
  /**
   * Objects, and resources that are made from none, that stay as they were applied, because something of them would be
   * taken away and not all around it is known. Sorted.
   */
  readonly held: readonly string[];
}

/**
 * What is wanted of a unit in the end, and the changes towards it. In this order: what others still need of it, without
 * what is somebody else's, without what cannot be reached, with what is held as it was applied.
 * @param isUnsure of what nothing is taken away, because part of the input or of the cloud is unknown.
 */
export function judgeUnit(input: PlanInput, unit: string, isUnsure: (key: RefKey) => boolean): Judged {
  const applied = input.applied.get(unit);
  const wanted = input.compiled.states.find((state) => state.unit === unit) ?? {
    fleet: input.fleet.name,
    unit,
    resources: [],
  };
  const compiled = input.rules.keep(wanted, fleetwide(input));
  const kept = digestOfDesired(compiled) !== digestOfDesired(wanted);
  const { foreign, diagnostics: found } = diffUnit(input, compiled, applied);
  const stopped = stoppedBy(input.rules.kinds, compiled, foreign);
  const mayStand = withoutStopped(input.rules.kinds, compiled, stopped);
  const { desired: free, members: leftOut } = withoutUnreachable(input.rules.kinds, mayStand, input.observed);
  const { held: inError, awaited } = input.compiled;
  const before: Held = { objects: new Set([...inError, ...awaited, ...stopped]), keys: new Set() };
  const isStopped = (change: Change): boolean => takesAway(change) && isUnsure(change.key);
  for (let held = before; ; ) {
    const desired = hold(input.rules.kinds, free, applied, held);
    const { changes } = diffUnit(input, desired, applied);
    const more = holdAlso(held, changes.filter(isStopped), applied);
    if (more.objects.size === held.objects.size && more.keys.size === held.keys.size) {
      // Held as applied, and the cloud still has more than that: leave it be until everything is known.
      const safe = changes.filter((change) => !isStopped(change));
      const objects = [...held.objects].filter((object) => !before.objects.has(object));
      const alone = [...held.keys].filter((key) => (applied?.resources[key]?.owners ?? []).length === 0);
      const because = [...objects, ...alone].sort();
      return { desired, changes: safe, found, foreign, leftOut, kept, held: because };
    }
    held = more;
  }
}

/** Of the members alone. */
export function diffUnit(input: PlanInput, desired: DesiredState, applied: AppliedState | undefined): Diff {
  const { rules, observed, policy } = input;
  const looksOnly = isLookedAtOnly(input);
  // What belongs to the whole fleet comes from no manifest.
  const pendingCause = desired.unit === FLEET_UNIT ? 'fact' : 'pending';
  const takeover = policy.takeover || looksOnly;
  const found = diff({ kinds: rules.kinds, desired, applied, observed, takeover, pendingCause });
  const changes = looksOnly ? found.changes.flatMap(asLookedAt) : found.changes;
  return { ...found, changes: withinReach(changes, membersOf(input.fleet)) };
}

/**
 * The hosted controller's fleet, of which nothing is ever written: its objects are other people's, and compared all the
 * same.
 */
function isLookedAtOnly({ fleet, policy }: Pick<PlanInput, 'fleet' | 'policy'>): boolean {
  return fleet.controller === 'gke' && policy.apply === 'never';
}

/**
 * Somebody else's object that says what Git says is nothing to do: only our mark would be new. Nobody takes over the
 * others either.
 */
function asLookedAt(change: Change): readonly Change[] {
  if (change.kind !== 'adopt') return [change];
  if (change.fields.every(({ path }) => path.startsWith('metadata.'))) return [];
  return [{ ...change, why: 'somebody else keeps it, and it does not say what Git says' }];
}
