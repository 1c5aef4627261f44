// How many endpoints of a backend service Google finds healthy, region by region. May import: core, model, ports.
import pLimit from 'p-limit';
import { RangelightError, sortedEntries } from '../../core/index.ts';
import { backendServiceView, type ComputeRef, parseComputePath, type RefKey } from '../../model/index.ts';
import type { Compute } from '../../ports/index.ts';

const CONCURRENCY = 8;

/** Healthy endpoints by region, sorted; every region in which it has a group is there. An absent service has none. */
export async function healthyEndpoints(
  key: RefKey,
  compute: Compute,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const ref = parseComputePath(key);
  if (ref === undefined) throw new RangelightError('unexpected', 'plan', `${key} is no resource of Compute`);
  const service = await compute.get(ref, signal);
  const limit = pLimit(CONCURRENCY);
  const groups = backendServiceView(service?.body).backends.flatMap(({ group }) => parseComputePath(group) ?? []);
  const counted = await Promise.all(
    groups.map((group) =>
      limit(async () => {
        const health = await compute.health(ref, group, signal);
        return [regionOf(group), health.filter((endpoint) => endpoint.healthy).length] as const;
      }),
    ),
  );
  const regions = new Map<string, number>();
  for (const [region, healthy] of counted) regions.set(region, (regions.get(region) ?? 0) + healthy);
  return Object.fromEntries(sortedEntries(regions));
}

/** `us-west1` of a group in `us-west1-a`. */
function regionOf(group: ComputeRef): string {
  return group.zone?.replace(/-[a-z]$/, '') ?? 'global';
}
