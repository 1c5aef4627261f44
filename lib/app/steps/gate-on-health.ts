// Health before traffic: in each region where the old backend services have healthy endpoints, the new one must have
// enough of its own before routes move to it, if it is to serve there at all, and some anywhere. Where nothing healthy
// serves there is nothing to lose, and no gate.
// May import: core, model, ports.
import { nameOfKey, type RefKey } from '../../model/index.ts';
import { fillGroups } from './fill-groups.ts';
import { MIN_HEALTHY } from './watch-bake.ts';
import { healthyEndpoints } from './healthy-endpoints.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function gateOnHealth(
  key: RefKey,
  from: readonly RefKey[],
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const missing = await missingHealth(key, from, context, signal);
  if (missing === undefined) return { type: 'done', wrote: false };
  const unfilled = await fillGroups(key, context, signal);
  const reason = unfilled === undefined ? missing : `${missing}; ${unfilled}`;
  return { type: 'wait', until: context.now + context.timings.poll, reason };
}

/** In words; undefined when there is enough. */
async function missingHealth(
  key: RefKey,
  from: readonly RefKey[],
  context: StepContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { compute } = context.ports;
  const fresh = await healthyEndpoints(key, compute, signal);
  for (const old of from) {
    const before = await healthyEndpoints(old, compute, signal);
    if (sum(before) > 0 && sum(fresh) === 0) {
      return `${nameOfKey(key)} has no healthy endpoint and is to take over from ${nameOfKey(old)}`;
    }
    for (const [region, serving] of Object.entries(before)) {
      const needed = Math.ceil(serving * MIN_HEALTHY);
      const healthy = fresh[region];
      // It has no group there: the region is meant to be left, and others serve it.
      if (healthy === undefined || healthy >= needed) continue;
      return `${nameOfKey(key)} has ${healthy} healthy endpoints in ${region} and needs ${needed} to take over from ${nameOfKey(old)}`;
    }
  }
  return undefined;
}

function sum(healthy: Readonly<Record<string, number>>): number {
  let all = 0;
  for (const count of Object.values(healthy)) all += count;
  return all;
}
