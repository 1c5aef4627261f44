// Health before traffic: in each region where the old backend services have healthy endpoints, the new one must have
// enough of its own before routes move to it. Where nothing healthy serves there is nothing to lose, and no gate.
// May import: core, model, ports.
import pLimit from 'p-limit';
import { isJsonObject, type Json, RangelightError } from '../../core/index.ts';
import { type ComputeRef, parseComputePath, type RefKey } from '../../model/index.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** Share of the old service's healthy endpoints that the new one needs in a region. */
const MIN_HEALTHY = 0.5;
const CONCURRENCY = 8;

export async function gateOnHealth(
  key: RefKey,
  from: readonly RefKey[],
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const fresh = await healthyByRegion(key, context, signal);
  for (const old of from) {
    for (const [region, serving] of await healthyByRegion(old, context, signal)) {
      const needed = Math.ceil(serving * MIN_HEALTHY);
      const healthy = fresh.get(region) ?? 0;
      if (healthy >= needed) continue;
      const reason = `${nameOf(key)} has ${healthy} healthy endpoints in ${region} and needs ${needed} to take over from ${nameOf(old)}`;
      return { type: 'wait', until: context.now + context.timings.poll, reason };
    }
  }
  return { type: 'done', wrote: false };
}

/** Healthy endpoints per region; regions without any are left out. An absent service has none. */
async function healthyByRegion(
  key: RefKey,
  context: StepContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const { compute } = context.ports;
  const ref = parseComputePath(key);
  if (ref === undefined) throw new RangelightError('unexpected', 'plan', `${key} is no resource of Compute`);
  const service = await compute.get(ref, signal);
  const limit = pLimit(CONCURRENCY);
  const groups = groupsOf(service?.body['backends']);
  const counted = await Promise.all(
    groups.map((group) =>
      limit(async () => {
        const health = await compute.health(ref, group, signal);
        return [regionOf(group), health.filter((endpoint) => endpoint.healthy).length] as const;
      }),
    ),
  );
  const regions = new Map<string, number>();
  for (const [region, healthy] of counted) if (healthy > 0) regions.set(region, (regions.get(region) ?? 0) + healthy);
  return regions;
}

function groupsOf(backends: Json | undefined): readonly ComputeRef[] {
  const list = Array.isArray(backends) ? (backends as readonly Json[]).filter(isJsonObject) : [];
  return list.flatMap(({ group }) => (typeof group === 'string' ? (parseComputePath(group) ?? []) : []));
}

/** `us-west1` of a group in `us-west1-a`. */
function regionOf(group: ComputeRef): string {
  return group.zone?.replace(/-[a-z]$/, '') ?? 'global';
}

function nameOf(key: RefKey): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
