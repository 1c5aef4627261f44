// What hangs on a resource beside its body, as documents hold it: copied as one, by a change, by the record and by
// whoever compares.
import type { DesiredResource } from './desired.ts';

export type Beside = Pick<DesiredResource, 'endpoints' | 'secret' | 'privateParts' | 'standIn'>;

/** Only what is there. */
export function besideOf({ endpoints, secret, privateParts, standIn }: Beside): Beside {
  return {
    ...(endpoints === undefined ? {} : { endpoints }),
    ...(secret === undefined ? {} : { secret }),
    ...(privateParts === undefined ? {} : { privateParts }),
    ...(standIn === undefined ? {} : { standIn }),
  };
}
