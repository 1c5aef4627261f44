// A cluster that joins a backend service which others serve gets no requests at first, where the fleet file says so: as
// if a person had drained it for a moment. What ends a drain then gives it its share, step by step, where it is well.
import { type Json, type JsonObject, objectsAt, textAt } from '../../../core/index.ts';
import { backendServiceView } from '../views/index.ts';
import { backendMark, parseBackendMark } from './backend-mark.ts';
import { SHARE_MS } from './next-backends.ts';

/**
 * The members that an update writes. A cluster of which there are groups already does not join: their work may be what
 * its new ones take over.
 * @param now milliseconds since the epoch.
 */
export function withJoining(current: JsonObject, changed: JsonObject, now: number): JsonObject {
  const standing = backendServiceView(current).backends;
  const known = new Set(standing.map(({ mark }) => mark?.cluster));
  const takes = new Set(standing.filter(({ capacityScaler }) => capacityScaler !== 0).map(({ group }) => group));
  const next = objectsAt(changed, 'backends');
  const isServed = next.some((one) => takes.has(textAt(one, 'group') ?? '') && one['capacityScaler'] !== 0);
  // Groups that do not say whose they are may be of the cluster.
  if (!isServed || known.has(undefined)) return changed;
  const until = Math.floor((now + SHARE_MS) / 1000) * 1000;
  const backends = next.map((one): Json => {
    const cluster = parseBackendMark(textAt(one, 'description'))?.cluster;
    if (cluster === undefined || known.has(cluster) || one['capacityScaler'] === 0) return one;
    const drain = { by: 'rangelight', until, reason: 'it joins' };
    return { ...one, capacityScaler: 0, description: backendMark({ cluster, drain }) };
  });
  return { ...changed, backends };
}
