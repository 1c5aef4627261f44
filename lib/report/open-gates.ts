// The gates that still need somebody's word. May import: plan.
import type { Gate, PlanEnvelope } from '../plan/index.ts';

/** Of one unit; none when a person approved exactly its plan. */
export function openGates({ gates, approvedBy }: PlanEnvelope): readonly Gate[] {
  return approvedBy === undefined ? gates : [];
}
