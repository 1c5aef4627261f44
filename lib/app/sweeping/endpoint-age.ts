// How old the endpoints of worker-kept groups may become before people hear of it: `endpointsMaxAge` of the cluster.
// Nothing is detached because of it: what cannot be read is unknown, and health checks take out what is gone.
import type { Fleet } from '../../fleet/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { EndpointAge } from '../../state/index.ts';

/**
 * @param before as it was when last looked at.
 * @param links clusters whose endpoints cannot be read or may not be written now.
 * @param now milliseconds since the epoch.
 */
export function endpointAge(
  before: EndpointAge | undefined,
  links: readonly ClusterLink[],
  { clusters }: Pick<Fleet, 'clusters'>,
  now: number,
): EndpointAge {
  const since = [...new Set(links)].sort().map((link) => [link, before?.behind[link] ?? now] as const);
  const old = since.filter(([link, from]) => {
    const maxAge = clusters.find((cluster) => cluster.link === link)?.endpointsMaxAgeSeconds;
    return maxAge !== undefined && now - from >= maxAge * 1000;
  });
  return { behind: Object.fromEntries(since), old: old.map(([link]) => link) };
}
