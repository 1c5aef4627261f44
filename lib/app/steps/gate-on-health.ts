// Health before traffic: in each region where the old backend services have healthy endpoints, the new one must have
// enough of its own before routes move to it. Where nothing healthy serves there is nothing to lose, and no gate.
// May import: core, model, ports.
import type { RefKey } from '../../model/index.ts';
import { MIN_HEALTHY } from './watch-bake.ts';
import { healthyEndpoints, nameOf } from './healthy-endpoints.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function gateOnHealth(
  key: RefKey,
  from: readonly RefKey[],
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { compute } = context.ports;
  const fresh = await healthyEndpoints(key, compute, signal);
  for (const old of from) {
    for (const [region, serving] of Object.entries(await healthyEndpoints(old, compute, signal))) {
      const needed = Math.ceil(serving * MIN_HEALTHY);
      const healthy = fresh[region] ?? 0;
      if (healthy >= needed) continue;
      const reason = `${nameOf(key)} has ${healthy} healthy endpoints in ${region} and needs ${needed} to take over from ${nameOf(old)}`;
      return { type: 'wait', until: context.now + context.timings.poll, reason };
    }
  }
  return { type: 'done', wrote: false };
}
