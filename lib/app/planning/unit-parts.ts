// What of each unit is planned, approved and run apart from the rest: what runs that are under way do, and parts that
// nothing joins, each with the gates that it meets by itself. Pure.
import type { Diagnostic } from '../../core/index.ts';
import { type Change, takesAway } from '../../diff/index.ts';
import { membersOf } from '../../fleet/index.ts';
import { type ClusterLink, type DesiredState, FLEET_UNIT, type RefKey } from '../../model/index.ts';
import {
  type Gate,
  type GateFinding,
  isByItself,
  partsOf,
  rollbackChanges,
  type RolledBack,
  setApart,
  withoutWaiting,
} from '../../plan/index.ts';
import { takesUnrecorded, unrecordedGate } from '../records/unrecorded.ts';
import { withinFleet } from '../cloud/within-fleet.ts';
import { pinHolds, rolledBackBy } from '../words/pins.ts';
import { diffUnit, type Judged, judgeUnit } from './judge-unit.ts';
import { fleetwide, type PlanInput } from './plan-input.ts';
import { isCovered, type StandingPlan } from './standing-plans.ts';
import { statesOf, unsureIn } from './unsure.ts';

export interface Part {
  readonly changes: readonly Change[];
  /** Keys of those whose taking away is left to a later run, sorted. */
  readonly retires: readonly RefKey[];
  /** Those that the changes meet by themselves: not those of the whole revision. */
  readonly gates: readonly Gate[];
  /** The run that has begun and does this; `changes` are what is left of it. */
  readonly standing?: StandingPlan;
}

export interface UnitParts {
  readonly unit: string;
  /** What is wanted in the end. */
  readonly desired: DesiredState;
  readonly found: readonly Diagnostic[];
  readonly foreign: readonly RefKey[];
  readonly leftOut: readonly ClusterLink[];
  readonly kept: boolean;
  readonly held: Judged['held'];
  /** Part of the input, or of the cloud that something of it hangs together with, is unknown. */
  readonly isPartial: boolean;
  readonly rollback: RolledBack | undefined;
  readonly parts: readonly Part[];
  /** All that stands and is to be retired, whoever left it, sorted. */
  readonly retiring: readonly RefKey[];
}

/** @param input what is wanted in it has room beside what stands. Sorted by unit. */
export function unitParts(input: PlanInput): readonly UnitParts[] {
  return unitsOf(input).map((unit) => {
    const { isPartial, isUnsure } = unsureIn(
      input.rules,
      statesOf(input, unit),
      input.facts,
      input.compiled.incomplete,
    );
    const judged = judgeUnit(input, unit, isUnsure);
    const { desired, changes, rollback } = { ...judged, rollback: undefined, ...rolledBack(input, unit) };
    const later = setApart(input.rules, changes, { desired, observed: input.observed });
    const retiring = later.map(({ key }) => key);
    const toDo = withoutWaiting(input.rules, changes, later);
    const parts = partsOfUnit(input, unit, desired, toDo, new Set(retiring), rollback);
    return { ...judged, unit, desired, isPartial, rollback, parts, retiring };
  });
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
  if (!pinHolds(pinned.pin, input.commit, wanted)) return {};
  const applied = input.applied.get(unit);
  const good = withinFleet(input.rules.kinds, pinned.desired, membersOf(input.fleet));
  const desired = input.rules.settle(good, { applied, observed: input.observed });
  const { changes } = diffUnit(input, desired, applied);
  return { desired, changes: rollbackChanges(input.rules, changes), rollback: rolledBackBy(pinned.pin) };
}

function partsOfUnit(
  input: PlanInput,
  unit: string,
  desired: DesiredState,
  changes: readonly Change[],
  retiring: ReadonlySet<RefKey>,
  rollback: RolledBack | undefined,
): readonly Part[] {
  const partOf = (own: readonly Change[]): Part => {
    const retires = own.flatMap(({ key }) => (retiring.has(key) ? key : []));
    return { changes: own, retires, gates: gatesOfPart(input, unit, own, rollback) };
  };
  const whole = isWhole(input, unit, changes, rollback);
  const under = (input.standing.get(unit) ?? []).filter((one) => isCovered(one, changes, desired, whole));
  const done = new Set(under.flatMap(({ plan }) => plan.changes.map(({ key }) => key)));
  const left = changes.filter(({ key }) => !done.has(key));
  const separate = whole ? [left] : partsOf(input.rules, left);
  return [
    ...under.map((one) => {
      const keys = new Set(one.plan.changes.map(({ key }) => key));
      const own = changes.filter(({ key }) => keys.has(key));
      return { ...partOf(own), standing: one };
    }),
    ...separate.filter((part) => part.length > 0).map(partOf),
  ];
}

/**
 * What belongs to the whole fleet is one thing, and a rollback goes back as one. Where no record tells what stood of
 * what goes, nobody can say what is held while it waits.
 */
function isWhole(
  { applied, unrecorded }: PlanInput,
  unit: string,
  changes: readonly Change[],
  rollback: RolledBack | undefined,
): boolean {
  const isLost = unrecorded.has(unit) || (!applied.has(unit) && changes.some(takesAway));
  return unit === FLEET_UNIT || rollback !== undefined || isLost;
}

function gatesOfPart(
  input: PlanInput,
  unit: string,
  changes: readonly Change[],
  rollback: RolledBack | undefined,
): readonly Gate[] {
  const applied = input.applied.get(unit);
  const around = { observed: input.observed, applied, fleetwide: fleetwide(input) };
  // What a run's own rollback takes away was brought by the revision that it undoes.
  const isFree = rollback !== undefined && isByItself(rollback);
  const gates = isFree ? [] : input.rules.gates(changes, around).map((finding) => placed(finding, input));
  if ((applied !== undefined || input.unrecorded.has(unit)) && takesUnrecorded(changes, applied, input.inFlight))
    gates.push(unrecordedGate(unit, applied !== undefined));
  return gates;
}

function placed(finding: GateFinding, input: PlanInput): Gate {
  const { owners, path, ...gate } = finding;
  for (const owner of owners) {
    const source = input.placeOf(owner, path);
    if (source !== undefined) return { ...gate, source };
  }
  return gate;
}
