// Members of a fleet as imports name them.
import type { Fleet } from '../../fleet/index.ts';

/** `projects/123/locations/us-west1/memberships/gke-us`; of one that is no member of ours, as it is. */
export function linkOfMembership(membership: string, { clusters }: Fleet): string {
  const [, location, name] = /\/locations\/([^/]+)\/memberships\/([^/]+)$/.exec(membership) ?? [];
  const found = clusters.find((one) => one.membershipLocation === location && one.membership === name);
  return found?.link ?? membership;
}
