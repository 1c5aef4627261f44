// Plans every unit of a revision from four things: desired, applied, observed, policy. Of a unit all that meets no gate
// is one plan, and each part that does is one of its own: what waits is held as it was applied in the others. Pure: all
// reading is done before.
import { compareText, type Diagnostic } from '../../core/index.ts';
import type { Compiled } from '../../compile/index.ts';
import { asApplied, servingTest, worstImpact } from '../../diff/index.ts';
import { asVariant, type DesiredVariant, digestOfVariant, type RefKey, variantOf } from '../../model/index.ts';
import {
  countChanges,
  editsIn,
  type Gate,
  makePlan,
  revisionGates,
  type Plan,
  type PlanEnvelope,
} from '../../plan/index.ts';
import type { Approval } from '../../state/index.ts';
import { opening } from '../words/approvals.ts';
import { checkQuotas } from './check-quotas.ts';
import { findLeavers } from './leavers.ts';
import { leftToSweep } from './left-to-sweep.ts';
import type { PlanInput } from './plan-input.ts';
import { leftOutMembers, notKnown, unknownParts } from './not-known.ts';
import { type Part, type UnitParts, unitParts } from './unit-parts.ts';
import { heldWords } from './unsure.ts';

export interface UnitPlan {
  readonly envelope: PlanEnvelope;
  readonly plan: Plan | undefined;
  /** What it reaches. */
  readonly desired: DesiredVariant;
  /** What is wanted while plans of the unit wait for a person, where that is another. */
  readonly meanwhile?: DesiredVariant;
  /** The plan is that of a run which has begun and goes on. */
  readonly isUnderWay: boolean;
}

export interface Planned {
  /** Sorted by unit; of one unit, the plan that meets no gate stands first. */
  readonly units: readonly UnitPlan[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Gates that a part meets beside its own, which only a look at the clusters tells. */
export type MoreGates = (part: Part) => readonly Gate[];

/** As it is compiled and compared: what `planParts` makes plans of. */
export interface ComparedUnits {
  readonly input: PlanInput;
  readonly units: readonly UnitParts[];
}

export function planUnits(given: PlanInput): Planned {
  return planParts(compareUnits(given), () => []);
}

export function compareUnits(given: PlanInput): ComparedUnits {
  const input = { ...given, compiled: besideWhatStands(given) };
  return { input, units: unitParts(input) };
}

export function planParts({ input, units: compared }: ComparedUnits, more: MoreGates): Planned {
  const diagnostics = [
    ...notKnown(input.rules.kinds, input),
    ...findLeavers(input.rules.kinds, input.fleet, input.applied),
  ];
  diagnostics.push(...leftOutMembers(input.fleet, compared), ...heldWords(input, compared));
  diagnostics.push(...input.rules.toldOverrides(input.observed));
  const all = compared.flatMap(({ parts }) => parts.flatMap(({ changes }) => changes));
  const ofRevision = revisionGates({
    kinds: input.rules.kinds,
    changes: all,
    sources: input.compiled.sources,
    maxDeletes: input.policy.maxDeletes,
    serves: servingTest(input.rules.kinds, input.observed, input.applied.values()),
  });
  const quotas = checkQuotas(input.rules.kinds, input.fleet, all, input.quotas);
  diagnostics.push(...quotas.diagnostics);
  const units = compared.flatMap((unit) => {
    diagnostics.push(...unit.found);
    const parts = unit.parts.map((part) => ({
      ...part,
      gates: [
        ...part.gates,
        ...ofRevision(part.changes, unit.rollback !== undefined),
        ...quotas.gatesOf(part.changes),
        ...more(part),
      ],
    }));
    return plansOf(input, { ...unit, parts });
  });
  return { units, diagnostics };
}

/** What is compiled knows nothing of the cloud; what is wanted has to find room beside what serves there. */
function besideWhatStands({ rules, compiled, applied, observed }: PlanInput): Compiled {
  const states = compiled.states.map((state) => rules.settle(state, { applied: applied.get(state.unit), observed }));
  return { ...compiled, states };
}

/** A part with the plan that is made of it, and the approval that opens all its gates, where it has one. */
interface PlannedPart extends Part {
  readonly plan: Plan | undefined;
  readonly approval: Approval | undefined;
}

/** One at least: of a unit with nothing to do, too. */
function plansOf(input: PlanInput, unit: UnitParts): readonly UnitPlan[] {
  const { desired: wanted, parts } = unit;
  const isGated = ({ gates, standing }: Part): boolean => gates.length > 0 && standing === undefined;
  const gated = parts.filter(isGated).map((part) => plannedPart(input, unit, part));
  const under = parts.filter(({ standing }) => standing !== undefined).map((part) => plannedPart(input, unit, part));
  const keysOf = (some: readonly Part[]): readonly RefKey[] =>
    some.flatMap(({ changes }) => changes.map(({ key }) => key));
  // All that is gated is held in it as it was applied: what any of the plans reaches is that with its part.
  const base = asApplied(wanted, input.applied.get(unit.unit), new Set(keysOf(gated)));
  const held = asVariant(base);
  const approved = gated.filter(({ approval }) => approval !== undefined);
  const meanwhile = approved.length === 0 ? held : variantOf(base, keysOf(approved), wanted);
  const free = parts.filter(({ gates, standing }) => gates.length === 0 && standing === undefined);
  const byKey = free.flatMap((part) => part.changes).sort((a, b) => compareText(a.key, b.key));
  const { changes } = leftToSweep({ desired: base, changes: byKey }, input);
  const left = new Set(free.flatMap((part) => part.retires));
  const retires = changes.flatMap(({ key }) => (left.has(key) ? key : []));
  const apart = [
    ...under.map((part) => unitPlan(input, unit, part, asVariant(part.standing?.goal ?? wanted), meanwhile)),
    ...gated.map((part) => unitPlan(input, unit, part, variantOf(base, keysOf([part]), wanted), meanwhile)),
  ];
  if (changes.length === 0 && apart.length > 0) return apart;
  return [unitPlan(input, unit, plannedPart(input, unit, { changes, retires, gates: [] }), held, meanwhile), ...apart];
}

function plannedPart(input: PlanInput, { unit }: UnitParts, part: Part): PlannedPart {
  const plan = part.standing?.plan ?? makePlan(input.rules, input.fleet.name, unit, part.changes, part.retires);
  return { ...part, plan, approval: opening(plan && input.approvals.get(plan.digest), part.gates) };
}

/** @param desired what it reaches. */
function unitPlan(
  input: PlanInput,
  unit: UnitParts,
  { gates, standing, plan, approval }: PlannedPart,
  desired: DesiredVariant,
  meanwhile: DesiredVariant,
): UnitPlan {
  const { foreign, kept, held, leftOut, rollback, retiring } = unit;
  const [digest, between] = [standing?.desired ?? digestOfVariant(desired), digestOfVariant(meanwhile)];
  const applied = input.applied.get(unit.unit);
  const envelope: PlanEnvelope = {
    unit: unit.unit,
    plan: plan?.digest ?? null,
    desired: digest,
    ...(between === digest ? {} : { meanwhile: between }),
    counts: countChanges(plan?.changes ?? []),
    ...(kept ? { keptInUse: true } : {}),
    ...(retiring.length === 0 ? {} : { retiring }),
    ...(foreign.length === 0 ? {} : { foreign }),
    ...(approval === undefined ? {} : { approvedBy: approval.by }),
    ...(rollback === undefined ? {} : { rolledBack: rollback }),
    ...(rollback === undefined ? editsIn(input.rules.kinds, plan?.changes ?? [], applied, input.placeOf) : {}),
    impact: worstImpact(plan?.changes.map((change) => change.impact) ?? []),
    gates,
    partial: unit.isPartial,
    ...(held.length === 0 ? {} : { held }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    unknown: unknownParts(input),
  };
  const waiting = between === digest ? {} : { meanwhile };
  return { envelope, plan, desired, ...waiting, isUnderWay: standing !== undefined };
}
