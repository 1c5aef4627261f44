// Approvals that were overtaken: somebody approved a plan of a unit, what it was made from moved, and the plan is
// another one now. It stops, and people are shown what became different.
import type { Policy } from '../../fleet/index.ts';
import { overlapping } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { type Approval, plans } from '../../state/index.ts';
import type { UnitPlan } from './plan-units.ts';
import { plansWanted } from '../records/plans-wanted.ts';
import { isReleased } from '../records/release.ts';

export interface OvertakenInput {
  readonly fleet: string;
  readonly policy: Policy;
  /** That stand, by the digest of their plan. */
  readonly approvals: ReadonlyMap<string, Approval>;
  /** Name of the occasion whose plans these are: what it waited for before is what may have been overtaken. */
  readonly own: string;
}

/**
 * The units, each plan that stops with the newest approval of one that touched the same, and that nothing else waits
 * for.
 */
export async function markOvertaken(
  store: Store,
  units: readonly UnitPlan[],
  { fleet, policy, approvals, own }: OvertakenInput,
  signal: AbortSignal,
): Promise<readonly UnitPlan[]> {
  const planned = new Set(units.map(({ envelope }) => envelope.plan));
  const others = [...approvals.values()].filter(({ plan }) => !planned.has(plan));
  if (others.length === 0) return units;
  const wanted = await plansWanted(store, fleet, own, signal);
  const left = others.filter(({ plan }) => !wanted.has(plan));
  const marked = units.map(async (unit) => {
    const { plan, envelope } = unit;
    if (plan === undefined || isReleased(policy, envelope)) return unit;
    const meant = left.filter((one) => one.unit === envelope.unit).sort((a, b) => b.at - a.at);
    for (const { plan: digest, by } of meant) {
      const reading = await plans.at(fleet, digest).look(store, signal);
      const approved = 'found' in reading ? reading.found?.value : undefined;
      // One whose plan is lost may have been any of the unit.
      if (approved !== undefined && !overlapping(approved.changes, plan.changes)) continue;
      return { ...unit, envelope: { ...envelope, overtaken: { plan: digest, by } } };
    }
    return unit;
  });
  return Promise.all(marked);
}
