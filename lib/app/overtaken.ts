// Approvals that were overtaken: somebody approved a plan of a unit, what it was made from moved, and the plan is another one
// now. It stops, and people are shown what became different. May import: fleet, plan, ports.
import type { Policy } from '../fleet/index.ts';
import type { StateStore } from '../ports/index.ts';
import type { Approval } from './approvals.ts';
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

/** The units, with the newest approval that was meant for each one that stops and that nothing else waits for. */
export async function markOvertaken(
  store: StateStore,
  units: readonly UnitPlan[],
  { fleet, policy, approvals, own }: OvertakenInput,
  signal: AbortSignal,
): Promise<readonly UnitPlan[]> {
  const stopped = units.filter(({ plan, envelope }) => plan !== undefined && !isReleased(policy, envelope));
  const names = new Set(stopped.map(({ envelope }) => envelope.unit));
  const candidates = [...approvals.values()].filter(({ unit }) => names.has(unit));
  if (candidates.length === 0) return units;
  const planned = new Set(units.map(({ envelope }) => envelope.plan));
  const wanted = await plansWanted(store, fleet, own, signal);
  const left = candidates.filter(({ plan }) => !planned.has(plan) && !wanted.has(plan));
  return units.map((unit) => {
    if (!names.has(unit.envelope.unit)) return unit;
    const [newest] = left.filter((one) => one.unit === unit.envelope.unit).sort((a, b) => b.at - a.at);
    if (newest === undefined) return unit;
    return { ...unit, envelope: { ...unit.envelope, overtaken: { plan: newest.plan, by: newest.by } } };
  });
}
