// Plans every unit of a revision from four things: desired, applied, observed, policy. Of a unit all that meets no gate
// is one plan, and each part that does is one of its own: what waits is held as it was applied in the others. Pure: all
// reading is done before.
import { compareText, type Diagnostic } from '../../core/index.ts';
import type { Compiled } from '../../compile/index.ts';
import { asApplied, servingTest, worstImpact } from '../../diff/index.ts';
import { type DesiredState, digestOfDesired } from '../../model/index.ts';
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
  readonly desired: DesiredState;
  /** What is wanted while plans of the unit wait for a person, where that is another. */
  readonly meanwhile?: DesiredState;
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

/** One at least: of a unit with nothing to do, too. */
function plansOf(input: PlanInput, unit: UnitParts): readonly UnitPlan[] {
  const { desired: wanted, parts } = unit;
  const applied = input.applied.get(unit.unit);
  const gated = parts.filter(({ gates, standing }) => gates.length > 0 && standing === undefined);
  const under = parts.filter(({ standing }) => standing !== undefined);
  const without = (others: readonly Part[]): DesiredState =>
    asApplied(wanted, applied, new Set(others.flatMap(({ changes }) => changes.map(({ key }) => key))));
  const meanwhile = without(gated.filter((part) => approvalOf(input, unit, part) === undefined));
  const free = parts.filter((part) => !gated.includes(part) && !under.includes(part));
  const byKey = free.flatMap((part) => part.changes).sort((a, b) => compareText(a.key, b.key));
  const { changes } = leftToSweep({ desired: without(gated), changes: byKey }, input);
  const planned = (part: Part, desired: DesiredState): UnitPlan => unitPlan(input, unit, { part, desired, meanwhile });
  const held = [
    ...under.map((part) => planned(part, part.standing?.goal ?? wanted)),
    ...gated.map((part) => planned(part, without(gated.filter((other) => other !== part)))),
  ];
  return changes.length === 0 && held.length > 0 ? held : [planned({ changes, gates: [] }, without(gated)), ...held];
}

function planOf(input: PlanInput, { unit }: UnitParts, { changes, standing }: Part): Plan | undefined {
  return standing?.plan ?? makePlan(input.rules, input.fleet.name, unit, changes);
}

/** The one that opens all gates of a part; also where it has none. */
function approvalOf(input: PlanInput, unit: UnitParts, part: Part): Approval | undefined {
  const plan = planOf(input, unit, part);
  return opening(plan && input.approvals.get(plan.digest), part.gates);
}

interface Apart {
  readonly part: Part;
  /** What it reaches. */
  readonly desired: DesiredState;
  readonly meanwhile: DesiredState;
}

function unitPlan(input: PlanInput, unit: UnitParts, { part, desired, meanwhile }: Apart): UnitPlan {
  const { foreign, kept, held, leftOut, rollback } = unit;
  const { gates, standing } = part;
  const plan = planOf(input, unit, part);
  const approval = approvalOf(input, unit, part);
  const [digest, between] = [digestOfDesired(desired), digestOfDesired(meanwhile)];
  const applied = input.applied.get(unit.unit);
  const envelope: PlanEnvelope = {
    unit: unit.unit,
    plan: plan?.digest ?? null,
    desired: digest,
    ...(between === digest ? {} : { meanwhile: between }),
    counts: countChanges(plan?.changes ?? []),
    ...(kept ? { keptInUse: true } : {}),
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
