// The plans of a revision's units, in its order.
import type { Plan, PlanEnvelope, Revision } from '../../plan/index.ts';

/** A plan that is not at hand is left out: the digest table still names it. */
export function plansOf(revision: Revision, plans: ReadonlyMap<string, Plan>): readonly Plan[] {
  return revision.units.flatMap((unit) => {
    const plan = unit.plan === null ? undefined : plans.get(unit.plan);
    return plan === undefined ? [] : [plan];
  });
}

/** What surrounds a plan in its revision. */
export function envelopeOf(revision: Revision, plan: Plan): PlanEnvelope | undefined {
  return revision.units.find((one) => one.unit === plan.unit && one.plan === plan.digest);
}
