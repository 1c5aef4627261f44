// Whether the policy in force and people's approvals let a unit's plan be carried out, as the planner knows them: for
// people's eyes, and for which tasks are worth sending. What counts is what the worker finds.
import type { Policy } from '../../fleet/index.ts';
import { type PlanEnvelope, releaseOf } from '../../plan/index.ts';

/** What the planner knew of approvals is in the envelope. */
export function isReleased(policy: Policy, envelope: PlanEnvelope): boolean {
  return releaseOf(policy.apply, envelope, envelope.approvedBy !== undefined) === 'released';
}
