// Who or what took a unit back to what an earlier run reached.
import type { PlanEnvelope, RolledBack } from './plan.ts';

/**
 * By a run of its commit that made things worse: such a rollback waits for nobody. A person's has the gates of any
 * plan, and shows it first.
 */
export function isByItself({ by }: Pick<RolledBack, 'by'>): boolean {
  return by === undefined;
}

/** Whether it begins without a word about its very plan, where that meets no gate. */
export function beginsAtOnce(back: Pick<RolledBack, 'by' | 'now'>): boolean {
  return isByItself(back) || back.now === true;
}

/**
 * Whether a unit waits for somebody to say yes to the plan of a rollback that a person asked for, and for nothing else.
 */
export function awaitsItsWord({
  plan,
  rolledBack,
  gates,
  approvedBy,
}: Pick<PlanEnvelope, 'plan' | 'rolledBack' | 'gates' | 'approvedBy'>): boolean {
  const isOpen = plan !== null && gates.length === 0 && approvedBy === undefined;
  return isOpen && rolledBack !== undefined && !beginsAtOnce(rolledBack);
}

/** Plain words. Of a person's: who and why. A run's own reason says what it made worse. */
export function whyRolledBack({ by, reason }: RolledBack): string {
  return by === undefined ? reason : `by ${by}: ${reason}`;
}
