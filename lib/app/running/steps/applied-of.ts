// What the applied record keeps of a change once it is carried out.
import type { Change } from '../../../diff/index.ts';
import type { DesiredResource } from '../../../model/index.ts';

export function appliedOf(change: Change): DesiredResource {
  const { ref, maker, owners, needs, endpoints, secret, signedUrlKeys } = change;
  const base = { ref, body: change.after ?? {}, maker, owners, dependsOn: needs };
  return {
    ...base,
    ...(endpoints === undefined ? {} : { endpoints }),
    ...(secret === undefined ? {} : { secret }),
    ...(signedUrlKeys === undefined ? {} : { signedUrlKeys }),
  };
}
