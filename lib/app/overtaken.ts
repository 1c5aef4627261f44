// Approvals that were overtaken: somebody approved a plan of a unit, what it was made from moved, and the plan is another one
// now. It stops, and people are shown what became different. May import: fleet, plan, ports.
import type { Policy } from '../fleet/index.ts';
import type { StateStore } from '../ports/index.ts';
import { type Approval, useUp } from './approvals.ts';
import type { UnitPlan } from './plan-units.ts';
import { plansWanted } from './plans-wanted.ts';
import { isReleased } from './release.ts';
import type { Purpose } from './state-keys.ts';

export interface OvertakenInput {
  readonly fleet: string;
  readonly policy: Policy;
  /** That stand, by the digest of their plan. */
  readonly approvals: ReadonlyMap<string, Approval>;
  /** Whose plans these are: what it waited for before is what may have been overtaken. */
  readonly own: Purpose;
}

/**
 * The units, each one that stops with the newest approval that was meant for it and that nothing else waits for. On the branch,
 * such an approval of a unit that needs no word any more goes.
 */
export async function markOvertaken(
  store: StateStore,
  units: readonly UnitPlan[],
  { fleet, policy, approvals, own }: OvertakenInput,
  signal: AbortSignal,
): Promise<readonly UnitPlan[]> {
  const planned = new Set(units.map(({ envelope }) => envelope.plan));
  const others = [...approvals.values()].filter(({ plan }) => !planned.has(plan));
  if (others.length === 0) return units;
  const wanted = await plansWanted(store, fleet, own, signal);
  const left = others.filter(({ plan }) => !wanted.has(plan));
  const stopped = new Set(
    units
      .filter(({ plan, envelope }) => plan !== undefined && !isReleased(policy, envelope))
      .map(({ envelope }) => envelope.unit),
  );
  if (own === 'head')
    for (const { unit, plan } of left) if (!stopped.has(unit)) await useUp(store, fleet, plan, signal);
  return units.map((unit) => {
    if (!stopped.has(unit.envelope.unit)) return unit;
    const [newest] = left.filter((one) => one.unit === unit.envelope.unit).sort((a, b) => b.at - a.at);
    if (newest === undefined) return unit;
    return { ...unit, envelope: { ...unit.envelope, overtaken: { plan: newest.plan, by: newest.by } } };
  });
}
