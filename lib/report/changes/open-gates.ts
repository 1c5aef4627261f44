// What still needs somebody's word: gates, and what the policy in force has wait for `apply`.
import type { Gate, PlanEnvelope, Revision } from '../../plan/index.ts';

/** Of one unit; none when a person approved exactly its plan. */
export function openGates({ gates, approvedBy }: PlanEnvelope): readonly Gate[] {
  return approvedBy === undefined ? gates : [];
}

/** Units that wait for nothing but a person's `apply`; none unless the policy in force says so. */
export function awaitingApply({ manual, units }: Revision): readonly PlanEnvelope[] {
  if (manual !== true) return [];
  return units.filter(
    ({ plan, approvedBy, gates, rolledBack }) =>
      plan !== null && approvedBy === undefined && gates.length === 0 && rolledBack === undefined,
  );
}
