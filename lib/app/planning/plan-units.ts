// Plans every unit of a revision from four things: desired, applied, observed, policy. Pure: all reading is done before.
import { type Diagnostic, digestOf } from '../../core/index.ts';
import type { Compiled } from '../../compile/index.ts';
import { type Change, servingTest, worstImpact } from '../../diff/index.ts';
import { isFresh, membersOf } from '../../fleet/index.ts';
import type { DesiredState } from '../../model/index.ts';
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
} from '../../plan/index.ts';
import { opening } from '../words/approvals.ts';
import { checkQuotas } from './check-quotas.ts';
import { findLeavers } from './leavers.ts';
import { diffUnit, judgeUnit } from './judge-unit.ts';
import { leftToSweep } from './left-to-sweep.ts';
import { pinHolds, rolledBackBy } from '../words/pins.ts';
import { fleetwide, type PlanInput } from './plan-input.ts';
import { leftOutMembers, notKnown, unknownParts } from './not-known.ts';
import { isCovered } from './standing-plans.ts';
import { takesUnrecorded, unrecordedGate } from '../records/unrecorded.ts';
import { withinFleet } from '../cloud/within-fleet.ts';

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
            .gates(changes, { observed: input.observed, applied: input.applied.get(unit), fleetwide: fleetwide(input) })
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

function placed(finding: GateFinding, input: PlanInput): Gate {
  const { code, message, key } = finding;
  for (const owner of finding.owners) {
    const source = input.placeOf(owner, finding.path);
    if (source !== undefined) return { code, message, key, source };
  }
  return { code, message, key };
}
