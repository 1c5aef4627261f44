// Plans every unit of a revision from four things: desired, applied, observed, policy. Pure: all reading is done before.
// May import: core, compile, diff, fleet, manifest, model, plan, state.
import { type Diagnostic, digestOf, type SourceRef } from '../../core/index.ts';
import type { Compiled } from '../../compile/index.ts';
import {
  type Change,
  type Diff,
  diff,
  type Held,
  hold,
  holdAlso,
  servingTest,
  stoppedBy,
  takesAway,
  withoutStopped,
  worstImpact,
} from '../../diff/index.ts';
import { type Facts, type Fleet, isFresh, membersOf, type Policy } from '../../fleet/index.ts';
import {
  type AppliedState,
  type ClusterLink,
  type DesiredState,
  FLEET_UNIT,
  type ObjectKey,
  type ObservedState,
  type Quotas,
  type RefKey,
} from '../../model/index.ts';
import {
  countChanges,
  editsIn,
  type Gate,
  type GateFinding,
  isByItself,
  makePlan,
  revisionGates,
  type Plan,
  type PlanEnvelope,
  rollbackChanges,
  type RolledBack,
  type Rules,
} from '../../plan/index.ts';
import type { Approval } from '../../state/index.ts';
import { opening } from '../words/approvals.ts';
import { checkQuotas } from './check-quotas.ts';
import { findLeavers } from './leavers.ts';
import { leftToSweep, type PlannedAgain } from './left-to-sweep.ts';
import { type Pinned, pinHolds, rolledBackBy } from '../words/pins.ts';
import { leftOutMembers, notKnown, unknownParts } from './not-known.ts';
import { isCovered, type StandingPlan } from './standing-plans.ts';
import { keepTagsInUse, tagsOutOfUse } from '../cloud/tags-in-use.ts';
import { takesUnrecorded, unrecordedGate } from '../records/unrecorded.ts';
import { withoutUnreachable } from './without-unreachable.ts';
import { withinFleet, withinReach } from '../cloud/within-fleet.ts';

export interface PlanInput {
  readonly rules: Rules;
  readonly fleet: Fleet;
  /** In force: of the last finished revision, not of this one. */
  readonly policy: Policy;
  readonly compiled: Compiled;
  readonly facts: Facts;
  /** By unit. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** Units whose record cannot be used → what is wrong with it, as part of a sentence. */
  readonly damaged: ReadonlyMap<string, string>;
  /** Units without a record that can be used, of which something stands. */
  readonly unrecorded: ReadonlySet<string>;
  /** What open runs work towards. */
  readonly inFlight: readonly DesiredState[];
  /** Plans of open runs of this very revision, by unit. */
  readonly standing: ReadonlyMap<string, StandingPlan>;
  readonly observed: ObservedState;
  /** Of the fleet's project; undefined when they cannot be read. */
  readonly quotas: Quotas | undefined;
  readonly commit: string;
  readonly again?: PlannedAgain | undefined;
  /** By unit: keys of what a person changed by hand, which stands for now. */
  readonly kept?: ReadonlyMap<string, ReadonlySet<RefKey>>;
  /** Units that were rolled back. */
  readonly pins: ReadonlyMap<string, Pinned>;
  /** By the digest of the plan. */
  readonly approvals: ReadonlyMap<string, Approval>;
  /** The place in this commit of a path in a manifest object; undefined when the object is not in it. */
  readonly placeOf: (object: ObjectKey, path: readonly string[]) => SourceRef | undefined;
}

export interface UnitPlan {
  readonly envelope: PlanEnvelope;
  readonly plan: Plan | undefined;
  readonly desired: DesiredState;
  /** The plan is that of a run which has begun and goes on. */
  readonly isUnderWay: boolean;
}

export interface Planned {
  /** Sorted by unit. */
  readonly units: readonly UnitPlan[];
  readonly diagnostics: readonly Diagnostic[];
}

export function planUnits(given: PlanInput): Planned {
  const input = { ...given, compiled: besideWhatStands(given) };
  const partial = isPartial(input);
  const diagnostics = [...notKnown(input), ...findLeavers(input.rules.kinds, input.fleet, input.applied)];
  const judged = unitsOf(input).map((unit) => ({
    unit,
    ...leftToSweep(judgeUnit(input, unit, partial), input),
    ...rolledBack(input, unit),
  }));
  diagnostics.push(...leftOutMembers(input.fleet, judged));
  const all = judged.flatMap(({ changes }) => changes);
  const ofRevision = revisionGates({
    kinds: input.rules.kinds,
    changes: all,
    sources: input.compiled.sources,
    maxDeletes: input.policy.maxDeletes,
    serves: servingTest(input.rules.kinds, input.observed, input.applied.values()),
  });
  const outOfUse = tagsOutOfUse({ ...input, lost: [...input.unrecorded, ...input.damaged.keys()] });
  const quotas = checkQuotas(input.rules.kinds, input.fleet, all, input.quotas);
  diagnostics.push(...quotas.diagnostics);
  const units = judged.map(({ unit, desired, changes, found, foreign, kept, rollback }) => {
    diagnostics.push(...found);
    const digest = digestOf(desired);
    const standing = input.standing.get(unit);
    const isUnderWay = isCovered(standing, changes, digest);
    const plan = isUnderWay ? standing.plan : makePlan(input.rules, input.fleet.name, unit, changes);
    // What a run's own rollback takes away was brought by the revision that it undoes.
    const gates =
      rollback === undefined || !isByItself(rollback)
        ? input.rules
            .gates(changes, { observed: input.observed, applied: input.applied.get(unit), tagsOutOfUse: outOfUse })
            .map((finding) => placed(finding, input))
        : [];
    gates.push(...ofRevision(changes, rollback !== undefined));
    const applied = input.applied.get(unit);
    if ((applied !== undefined || input.unrecorded.has(unit)) && takesUnrecorded(changes, applied, input.inFlight))
      gates.push(unrecordedGate(unit, applied !== undefined));
    gates.push(...quotas.gatesOf(changes));
    const approval = opening(plan && input.approvals.get(plan.digest), gates);
    const envelope: PlanEnvelope = {
      unit,
      plan: plan?.digest ?? null,
      desired: digest,
      counts: countChanges(plan?.changes ?? []),
      ...(kept ? { keptInUse: true } : {}),
      ...(foreign.length === 0 ? {} : { foreign }),
      ...(approval === undefined ? {} : { approvedBy: approval.by }),
      ...(rollback === undefined ? {} : { rolledBack: rollback }),
      ...(rollback === undefined ? editsIn(input.rules.kinds, plan?.changes ?? [], applied, input.placeOf) : {}),
      impact: worstImpact(plan?.changes.map((change) => change.impact) ?? []),
      gates,
      partial,
      unknown: unknownParts(input),
    };
    return { envelope, plan, desired, isUnderWay };
  });
  return { units, diagnostics };
}

/** What is compiled knows nothing of the cloud; what is wanted has to find room beside what serves there. */
function besideWhatStands({ rules, compiled, applied, observed }: PlanInput): Compiled {
  const states = compiled.states.map((state) => rules.settle(state, { applied: applied.get(state.unit), observed }));
  return { ...compiled, states };
}

/** Part of the input or of the cloud is unknown: such a plan neither deletes nor shrinks. */
function isPartial(input: PlanInput): boolean {
  return input.compiled.incomplete || input.observed.unknown.length > 0 || !isFresh(input.facts);
}

function unitsOf(input: PlanInput): readonly string[] {
  const compiled = input.compiled.states.map((state) => state.unit);
  return [...new Set([...compiled, ...input.applied.keys(), ...input.unrecorded])].sort();
}

interface Judged {
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

function judgeUnit(input: PlanInput, unit: string, partial: boolean): Judged {
  const applied = input.applied.get(unit);
  const wanted = input.compiled.states.find((state) => state.unit === unit) ?? {
    fleet: input.fleet.name,
    unit,
    resources: [],
  };
  const compiled = keepTagsInUse(wanted, membersOf(input.fleet), input.applied, input.inFlight);
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

/** Towards what was good, in place of what the commit asks for. */
function rolledBack(
  input: PlanInput,
  unit: string,
): { readonly desired?: DesiredState; readonly changes?: readonly Change[]; readonly rollback?: RolledBack } {
  const pinned = input.pins.get(unit);
  if (pinned === undefined) return {};
  const wanted = input.compiled.states.find((state) => state.unit === unit);
  if (!pinHolds(pinned.pin, input.commit, wanted === undefined ? '' : digestOf(wanted))) return {};
  const applied = input.applied.get(unit);
  const good = withinFleet(input.rules.kinds, pinned.desired, membersOf(input.fleet));
  const desired = input.rules.settle(good, { applied, observed: input.observed });
  const { changes } = diffUnit(input, desired, applied);
  return { desired, changes: rollbackChanges(input.rules, changes), rollback: rolledBackBy(pinned.pin) };
}

function diffUnit(input: PlanInput, desired: DesiredState, applied: AppliedState | undefined): Diff {
  const { rules, observed, policy } = input;
  // What belongs to the whole fleet comes from no manifest.
  const pendingCause = desired.unit === FLEET_UNIT ? 'fact' : 'pending';
  const found = diff({ kinds: rules.kinds, desired, applied, observed, takeover: policy.takeover, pendingCause });
  return { ...found, changes: withinReach(found.changes, membersOf(input.fleet)) };
}

function placed(finding: GateFinding, input: PlanInput): Gate {
  const { code, message, key } = finding;
  for (const owner of finding.owners) {
    const source = input.placeOf(owner, finding.path);
    if (source !== undefined) return { code, message, key, source };
  }
  return { code, message, key };
}
