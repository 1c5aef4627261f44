// How many endpoints of a backend service Google finds healthy, region by region.
import pLimit from 'p-limit';
import { isFailure, type JsonObject, sortedEntries } from '../../../core/index.ts';
import { type ComputeRef, type Kinds, refOfPath } from '../../../model/index.ts';
import { backendServiceView } from '../views/index.ts';
import type { Doing, ServiceHealth } from '../../../live/index.ts';
import type { Compute } from '../../../ports/index.ts';

const CONCURRENCY = 8;
/** Milliseconds: which groups a service has is asked again after it. */
const FRESH_MS = 60_000;

/**
 * Where there are endpoints and Google says nothing of any, they are not probed (yet). Source: Cloud Load Balancing,
 * health checks overview: a backend service that no front end uses is not probed.
 */
export async function healthOfService(
  ref: ComputeRef,
  { kinds, ports: { compute }, seen, now }: Pick<Doing, 'kinds' | 'ports' | 'seen' | 'now'>,
  signal: AbortSignal,
): Promise<ServiceHealth> {
  const known = seen(ref);
  if (known !== undefined && now - known.at < FRESH_MS) {
    try {
      return await healthBehind(ref, known.body, kinds, compute, signal);
    } catch (error) {
      // Somebody else may have taken a group out of it.
      if (!isFailure(error, 'invalid') && !isFailure(error, 'not-found')) throw error;
    }
  }
  return healthBehind(ref, (await compute.get(ref, signal))?.body, kinds, compute, signal);
}

async function healthBehind(
  ref: ComputeRef,
  body: JsonObject | undefined,
  kinds: Kinds,
  compute: Compute,
  signal: AbortSignal,
): Promise<ServiceHealth> {
  const limit = pLimit(CONCURRENCY);
  const groups = backendServiceView(body).backends.flatMap(({ group }) => refOfPath(kinds, group) ?? []);
  const found = await Promise.all(
    groups.map((group) =>
      limit(async () => {
        const told = await compute.health(ref, group, signal);
        const healthy = told.filter((endpoint) => endpoint.healthy).length;
        return { region: regionOfZone(group), healthy, isTold: told.length > 0 };
      }),
    ),
  );
  const regions = new Map<string, number>();
  for (const { region, healthy } of found) regions.set(region, (regions.get(region) ?? 0) + healthy);
  const isTold = found.some((group) => group.isTold);
  return {
    healthy: Object.fromEntries(sortedEntries(regions)),
    isKnown: isTold || !(await hasEndpoints(groups, compute, signal)),
  };
}

async function hasEndpoints(groups: readonly ComputeRef[], compute: Compute, signal: AbortSignal): Promise<boolean> {
  for (const group of groups) if ((await compute.endpoints(group, signal)).length > 0) return true;
  return false;
}

/** `us-west1` of a group in `us-west1-a`. */
export function regionOfZone(group: ComputeRef): string {
  return group.zone?.replace(/-[a-z]$/, '') ?? 'global';
}
