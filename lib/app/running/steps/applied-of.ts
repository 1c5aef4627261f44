// What the applied record keeps of a change once it is carried out.
import type { Change } from '../../../diff/index.ts';
import { besideOf, type DesiredResource } from '../../../model/index.ts';
import { bodyAt, type Rules, type Stage } from '../../../plan/index.ts';

/** @param body where it is another one than the change is to reach in the end. */
export function appliedOf(change: Change, body = change.after ?? {}): DesiredResource {
  const { ref, maker, owners, needs } = change;
  return { ref, body, maker, owners, dependsOn: needs, ...besideOf(change) };
}

/** What leaves later still stands after the stage `idle`; after any other it is kept as it is to be in the end. */
export function appliedAt(rules: Rules, change: Change, stage: Stage): DesiredResource {
  return stage === 'idle' ? appliedOf(change, bodyAt(rules, change, stage)) : appliedOf(change);
}
