// Whether a plan may be carried out, and whose word is missing when it may not.
import type { GateCode } from './gate-codes.ts';
import type { Gate, PlanEnvelope } from './plan.ts';
import { beginsAtOnce } from './why-rolled-back.ts';

/** Gates that no word opens: what they stop would fail half-way. */
const NOT_APPROVABLE: ReadonlySet<GateCode> = new Set(['iap-client-kept', 'too-many-groups', 'quota-short']);

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
  { gates, rolledBack }: Pick<PlanEnvelope, 'rolledBack'> & { readonly gates: readonly Pick<Gate, 'code'>[] },
  approved: boolean,
): Release {
  if (apply === 'never') return 'never';
  if (gates.some(({ code }) => NOT_APPROVABLE.has(code))) return 'not-approvable';
  if (approved) return 'released';
  // Who applied the commit wanted it to serve: going back because it does not needs no further word. What a person asks for he sees first.
  const isFree = rolledBack === undefined ? apply === 'merge' : beginsAtOnce(rolledBack);
  return gates.length === 0 && isFree ? 'released' : 'needs-approval';
}
