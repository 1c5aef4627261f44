// Whether a plan may be carried out, and whose word is missing when it may not.
import { type GateEntry, PLAN_GATES } from './gate-codes.ts';
import type { Gate, PlanEnvelope } from './plan.ts';
import { beginsAtOnce } from './why-rolled-back.ts';

export type Release =
  | 'released'
  /** Needs a person's approval of exactly this plan. */
  | 'needs-approval'
  /** No approval helps: something else has to change first. */
  | 'not-approvable'
  /** The policy in force is to observe only. */
  | 'never';

/**
 * @param apply of the policy in force.
 * @param approved whether a person approved exactly this plan.
 */
export function releaseOf(
  apply: 'never' | 'manual' | 'merge',
  {
    gates,
    rolledBack,
  }: Pick<PlanEnvelope, 'rolledBack'> & { readonly gates: readonly Pick<Gate, 'code' | 'isFinal'>[] },
  approved: boolean,
): Release {
  if (apply === 'never') return 'never';
  if (gates.some(isForGood)) return 'not-approvable';
  if (approved) return 'released';
  // Who applied the commit wanted it to serve: going back because it does not needs no further word. What a person asks
  // for he sees first.
  const isFree = rolledBack === undefined ? apply === 'merge' : beginsAtOnce(rolledBack);
  return gates.length === 0 && isFree ? 'released' : 'needs-approval';
}

/**
 * As it says itself, or, in a document of before it did, as its code does: those of features the worker looks for
 * itself.
 */
function isForGood({ code, isFinal }: Pick<Gate, 'code' | 'isFinal'>): boolean {
  const own: Readonly<Record<string, GateEntry>> = PLAN_GATES;
  return isFinal === true || own[code]?.isFinal === true;
}
