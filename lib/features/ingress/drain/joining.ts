// A cluster that joins a backend service which others serve gets no requests at first, where the fleet file says so: as
// if a person had drained it for a moment. What ends a drain then gives it its share, step by step, where it is well.
import { type Json, type JsonObject, objectsAt, textAt } from '../../../core/index.ts';
import { type ClusterLink, type ComputeRef, parseComputePath } from '../../../model/index.ts';
import { backendServiceView } from '../views/index.ts';
import { backendMark, parseBackendMark } from './backend-mark.ts';
import { type DrainWorld, healthyIn } from './drain.ts';
import { SHARE_MS } from './next-backends.ts';

/**
 * The members that an update writes. Of a cluster of which there are groups already the new ones come in whole: they
 * are of a further zone, or take over what the old ones bear.
 * @param now milliseconds since the epoch.
 * @param rebuilt clusters that were built anew, and whose new groups are to join all the same.
 */
export function withJoining(
  current: JsonObject,
  changed: JsonObject,
  now: number,
  rebuilt: ReadonlySet<ClusterLink> = new Set(),
): JsonObject {
  const standing = backendServiceView(current).backends;
  const known = new Set(standing.map(({ mark }) => mark?.cluster));
  const takes = new Set(standing.filter(({ capacityScaler }) => capacityScaler !== 0).map(({ group }) => group));
  const there = new Set(standing.map(({ group }) => group));
  const next = objectsAt(changed, 'backends');
  const isServed = next.some((one) => takes.has(textAt(one, 'group') ?? '') && one['capacityScaler'] !== 0);
  // Groups that do not say whose they are may be of the cluster.
  if (!isServed || known.has(undefined)) return changed;
  const until = Math.floor((now + SHARE_MS) / 1000) * 1000;
  const backends = next.map((one): Json => {
    const cluster = parseBackendMark(textAt(one, 'description'))?.cluster;
    if (cluster === undefined || one['capacityScaler'] === 0) return one;
    const joins = known.has(cluster) ? rebuilt.has(cluster) && !there.has(textAt(one, 'group') ?? '') : true;
    if (!joins) return one;
    const drain = { by: 'rangelight', until, reason: 'it joins' };
    return { ...one, capacityScaler: 0, description: backendMark({ cluster, drain }) };
  });
  return { ...changed, backends };
}

/**
 * Clusters that were built anew under their old link, and that others can stand in for: one that was not built anew has
 * a healthy endpoint. Their groups have another name, where those of a further zone have the same one.
 */
export async function rebuiltWithOthers(
  world: Pick<DrainWorld, 'compute' | 'kinds'>,
  ref: ComputeRef,
  current: JsonObject,
  changed: JsonObject,
  signal: AbortSignal,
): Promise<ReadonlySet<ClusterLink>> {
  const standing = backendServiceView(current).backends;
  const next = backendServiceView(changed).backends;
  const names = Map.groupBy(standing, ({ mark }) => mark?.cluster);
  const rebuilt = new Set(
    next.flatMap(({ group, mark }) => {
      const own = mark === undefined ? undefined : names.get(mark.cluster);
      const isNew = own !== undefined && !own.some((one) => nameOf(one.group) === nameOf(group));
      return isNew && mark !== undefined ? [mark.cluster] : [];
    }),
  );
  if (rebuilt.size === 0) return rebuilt;
  const stays = new Set(next.filter(({ capacityScaler }) => capacityScaler !== 0).map(({ group }) => group));
  const others = standing
    .filter(({ group, mark, capacityScaler }) => {
      const isOther = mark !== undefined && !rebuilt.has(mark.cluster);
      return isOther && capacityScaler !== 0 && stays.has(group);
    })
    .map(({ group, capacityScaler: capacity = 1, mark }) => ({ group, capacity, mark }));
  const healthy = await healthyIn(world, { ref, backends: others }, signal);
  return others.some(({ group }) => (healthy(group) ?? 0) > 0) ? rebuilt : new Set();
}

function nameOf(group: string): string {
  return parseComputePath(group)?.name ?? group;
}
