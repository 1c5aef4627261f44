// A compiled commit against what stands, to the plans of its units: one way for the planner and for the command line,
// which has no records.
import type { Diagnostic } from '../../core/index.ts';
import type { Facts, Fleet, Policy } from '../../fleet/index.ts';
import { type Looks, lookInto, type Outlook } from '../../live/index.ts';
import type { ObservedState, Quotas } from '../../model/index.ts';
import type { Revision, Rules } from '../../plan/index.ts';
import type { Clusters } from '../../ports/index.ts';
import type { CompiledFleet } from './compile-fleet.ts';
import { featureChecks, featureOutlook, unitsAtHand, withBacking } from './feature-checks.ts';
import { parityOutlook } from './parity-outlook.ts';
import type { PlanInput } from './plan-input.ts';
import { compareUnits, type Planned, planParts, type UnitPlan } from './plan-units.ts';
import { lookedGates } from './looked-gates.ts';
import { secretsBeside } from './secrets-beside.ts';
import { isReleased } from '../records/release.ts';

/** What is remembered of a fleet. */
export type FleetRecords = Pick<
  PlanInput,
  'applied' | 'damaged' | 'unrecorded' | 'inFlight' | 'standing' | 'again' | 'kept' | 'pins' | 'approvals'
>;

export interface Against {
  /** Of the features that are built in. */
  readonly rules: Rules;
  readonly looks: Looks;
  readonly fleet: Fleet;
  /** In force: of the last finished revision, not of this one. */
  readonly policy: Policy;
  readonly commit: string;
  readonly compiled: Pick<CompiledFleet, 'compiled' | 'input' | 'placeOf'>;
  readonly facts: Facts;
  readonly observed: ObservedState;
  /** Of the fleet's project; undefined when they cannot be read. */
  readonly quotas: Quotas | undefined;
  readonly records: FleetRecords;
  /** What was shown of the branch's head, for a proposal. */
  readonly before?: Outlook;
}

export interface PlannedFleet {
  /** Sorted by unit. */
  readonly units: readonly UnitPlan[];
  /** Of compiling, planning, and of looking at the clusters. */
  readonly diagnostics: readonly Diagnostic[];
  readonly outlook?: Outlook;
}

/** @param clusters read for gates and for a reviewer's eyes; what cannot be read there stops no plan. */
export async function planAgainst(
  { looks, compiled: { compiled, input, placeOf }, records, before, ...around }: Against,
  clusters: Clusters,
  signal: AbortSignal,
): Promise<PlannedFleet> {
  const compared = compareUnits({ ...around, ...records, compiled, placeOf });
  const look = lookInto(clusters, signal);
  const planned = planParts(compared, await lookedGates(compared, looks, look));
  const whole = { input, observed: around.observed, ...(before === undefined ? {} : { before }) };
  const atHand = unitsAtHand(compared, planned.units);
  const [looked, units, outlook] = await Promise.all([
    featureChecks(looks, atHand, look, whole, placeOf),
    withBacking(looks, atHand, planned.units, look),
    featureOutlook(looks, atHand, look, whole),
  ]);
  const wanted = compiled.states.flatMap(({ resources }) => resources);
  const secrets = secretsBeside(compiled.secrets, around.facts, around.fleet, around.observed);
  const parity = parityOutlook(around.rules.kinds, around.fleet, wanted, around.observed, secrets);
  return {
    units,
    ...(outlook === undefined && parity === undefined ? {} : { outlook: { ...outlook, ...parity } }),
    diagnostics: [...compiled.diagnostics, ...planned.diagnostics, ...looked],
  };
}

/** What the plans of a fleet come to. */
export function verdictOf({ units }: Pick<Planned, 'units'>, policy: Policy): Revision['verdict'] {
  const changing = units.filter((unit) => unit.plan !== undefined);
  if (changing.length === 0) return 'nothing-to-do';
  if (policy.apply === 'never') return 'observe-only';
  return changing.every(({ envelope }) => isReleased(policy, envelope)) ? 'ready' : 'needs-approval';
}
