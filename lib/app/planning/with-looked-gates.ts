// The units of a plan with the gates that need a look at the clusters: planUnits reads nothing.
import { servingTest } from '../../diff/index.ts';
import type { Fleet, Policy } from '../../fleet/index.ts';
import type { Look, Looks } from '../../live/index.ts';
import { type AppliedState, type DesiredResource, type Kinds, type ObservedState, refKey } from '../../model/index.ts';
import { isByItself } from '../../plan/index.ts';
import type { Approval } from '../../state/index.ts';
import { opening } from '../words/approvals.ts';
import type { Planned, UnitPlan } from './plan-units.ts';

export interface LookedFor {
  readonly kinds: Kinds;
  readonly looks: Looks;
  readonly fleet: Fleet;
  /** In force. */
  readonly policy: Policy;
  /** By unit; without a record of a unit what is wanted of it and stands counts. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  readonly observed: ObservedState;
  /** By the digest of the plan. */
  readonly approvals: ReadonlyMap<string, Approval>;
}

export async function withLookedGates(
  planned: Planned,
  { kinds, looks, fleet, policy, applied, observed, approvals }: LookedFor,
  look: Look,
): Promise<Planned> {
  const serves = servingTest(kinds, observed, applied.values());
  const units = planned.units.map(async (unit) => {
    const { plan, envelope } = unit;
    if (plan === undefined || (envelope.rolledBack !== undefined && isByItself(envelope.rolledBack))) return unit;
    const standing = Object.values(applied.get(envelope.unit)?.resources ?? standingOf(unit));
    const moving = { fleet, changes: plan.changes, standing, serves, maxLossPercent: policy.maxCapacityLoss };
    const found = await looks.gates(moving, look);
    if (found.length === 0) return unit;
    const { approvedBy: _before, ...rest } = envelope;
    const gates = [...envelope.gates, ...found];
    const approval = opening(approvals.get(plan.digest), gates);
    return { ...unit, envelope: { ...rest, ...(approval === undefined ? {} : { approvedBy: approval.by }), gates } };
  });
  return { ...planned, units: await Promise.all(units) };
}

/** What is wanted and is not first made, and what goes. */
function standingOf({ plan, desired }: UnitPlan): readonly Pick<DesiredResource, 'ref' | 'owners'>[] {
  const changes = plan?.changes ?? [];
  const made = new Set(changes.flatMap(({ key, kind }) => (kind === 'create' ? [key] : [])));
  const gone = changes.filter(({ kind }) => kind === 'delete' || kind === 'abandon');
  return [...desired.resources.filter(({ ref }) => !made.has(refKey(ref))), ...gone];
}
