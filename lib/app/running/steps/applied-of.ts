// What the applied record keeps of a change once it is carried out.
import type { Change } from '../../../diff/index.ts';
import { besideOf, type DesiredResource } from '../../../model/index.ts';

export function appliedOf(change: Change): DesiredResource {
  const { ref, maker, owners, needs } = change;
  return { ref, body: change.after ?? {}, maker, owners, dependsOn: needs, ...besideOf(change) };
}
