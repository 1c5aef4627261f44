// The pods that a backend service should reach in a region: an application that rolls out or scales itself loses
// healthy endpoints as a broken route does, and only its pods tell the two apart.
import { type JsonObject, objectAt, RangelightError, textAt, valueAt } from '../../../core/index.ts';
import {
  type ComputeRef,
  type DesiredResource,
  isComputeRef,
  type Kinds,
  type RefKey,
  refKey,
  refOfPath,
} from '../../../model/index.ts';
import { backendServiceView } from '../views/index.ts';
import type { Doing, PodsBehind } from '../../../live/index.ts';
import { regionOfZone } from './healthy-endpoints.ts';

/**
 * @param before milliseconds since the epoch.
 * @returns undefined when they cannot be known.
 */
export async function podsBehind(
  backendService: ComputeRef,
  region: string,
  before: number,
  context: Doing,
  signal: AbortSignal,
): Promise<PodsBehind | undefined> {
  const services = servicesBehind(
    context.kinds,
    (await context.desired(signal))?.resources ?? [],
    refKey(backendService),
    region,
  );
  let [all, present, standing] = [0, 0, 0];
  for (const { ref, body } of services) {
    const labels = objectAt(body, 'spec', 'selector') as Readonly<Record<string, string>>;
    if (isComputeRef(ref) || Object.keys(labels).length === 0) return undefined;
    const where = { labels, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }) };
    try {
      const found = await context.ports.clusters.read(ref.cluster, 'pod', where, signal);
      const pods = found.filter(isToServe);
      all += found.length;
      present += pods.length;
      standing += pods.filter((pod) => madeAt(pod) <= before).length;
    } catch (error) {
      if (signal.aborted || !(error instanceof RangelightError)) throw error;
      return undefined;
    }
  }
  // Not even one that leaves: what serves is then not told by pods.
  return all === 0 ? undefined : { present, standing };
}

/** Derived Services of the groups that it has in a region, each once. */
function servicesBehind(
  kinds: Kinds,
  resources: readonly DesiredResource[],
  backendService: RefKey,
  region: string,
): readonly DesiredResource[] {
  const byKey = new Map(resources.map((one) => [refKey(one.ref), one]));
  const groups = backendServiceView(byKey.get(backendService)?.body).backends.flatMap(({ group }) => {
    const ref = refOfPath(kinds, group);
    return ref !== undefined && regionOfZone(ref) === region ? [byKey.get(group)] : [];
  });
  const keys = new Set(groups.flatMap((group) => group?.dependsOn ?? []));
  return [...keys].flatMap((key) => {
    const service = byKey.get(key);
    return service?.ref.kind === 'service' ? [service] : [];
  });
}

function isToServe(pod: JsonObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return valueAt(pod, 'metadata', 'deletionTimestamp') === undefined && phase !== 'Failed' && phase !== 'Succeeded';
}

/** A pod without a time counts as one that was there. */
function madeAt(pod: JsonObject): number {
  return Date.parse(textAt(pod, 'metadata', 'creationTimestamp') ?? '') || 0;
}
