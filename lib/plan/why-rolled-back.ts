// Who or what took a unit back to what an earlier run reached. May import: plan.
import type { RolledBack } from './plan.ts';

/** By a run of its commit that made things worse: such a rollback waits for nobody. A person's has the gates of any plan. */
export function isByItself({ by }: Pick<RolledBack, 'by'>): boolean {
  return by === undefined;
}

/** Plain words. Of a person's: who and why. A run's own reason says what it made worse. */
export function whyRolledBack({ by, reason }: RolledBack): string {
  return by === undefined ? reason : `by ${by}: ${reason}`;
}
