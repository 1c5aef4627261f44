// What the applied record keeps of a change once it is carried out. May import: diff, model.
import type { Change } from '../../diff/index.ts';
import type { DesiredResource } from '../../model/index.ts';

export function appliedOf(change: Change): DesiredResource {
  return {
    ref: change.ref,
    body: change.after ?? {},
    maker: change.maker,
    owners: change.owners,
    dependsOn: change.needs,
  };
}
