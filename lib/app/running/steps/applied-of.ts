// What the applied record keeps of a change once it is carried out.
import type { Change } from '../../../diff/index.ts';
import { besideOf, type DesiredResource } from '../../../model/index.ts';

/** @param body where it is another one than the change is to reach in the end. */
export function appliedOf(change: Change, body = change.after ?? {}): DesiredResource {
  const { ref, maker, owners, needs } = change;
  return { ref, body, maker, owners, dependsOn: needs, ...besideOf(change) };
}
