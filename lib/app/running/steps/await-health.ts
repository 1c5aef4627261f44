// Routes move only to what is healthy: in each region where the old services have healthy endpoints, the new one
// must have enough of its own before routes move to it, if it is to serve there at all, and some anywhere. Where
// nothing healthy serves there is nothing to lose, and nothing to wait for. It waits only for what can still become
// true. Who takes over a part of the work needs that part of the endpoints.
import { RangelightError } from '../../../core/index.ts';
import { healthOf, type ServiceHealth } from '../../../live/index.ts';
import { nameOfKey } from '../../../model/index.ts';
import type { StepAction } from '../../../plan/index.ts';
import type { StepContext, StepOutcome } from './step.ts';
import { MIN_HEALTHY } from './watch-bake.ts';

/** What has to be healthy, and of whose work it takes over which part. */
type Awaited = Omit<Extract<StepAction, { readonly type: 'await-health' }>, 'type'>;

/** So many looks are left to who puts a front end in place. */
const LOOKS_WITHOUT_FRONT_END = 12;

/**
 * Fails with `precondition` when the front end that its probes come through was taken away: it is planned again then.
 */
export async function awaitHealth(
  { key, from, share = 1 }: Awaited,
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { timings, now, state } = context;
  const { ref, health } = healthOf(context, key);
  const fresh = await health.of(ref, context, signal);
  const missing = await missingHealth({ key, from, share }, fresh, context, signal);
  if (missing === undefined) return { type: 'done', wrote: false };
  const isLate = now - (state?.since ?? now) >= LOOKS_WITHOUT_FRONT_END * timings.pollMs;
  if (isLate && !fresh.isKnown && !(await health.isReached(ref, context, signal)))
    throw new RangelightError('precondition', 'compute', `${missing}, and no ${health.entrance} leads to it any more`);
  const unfilled = await health.fill(ref, context, signal);
  const reason = unfilled === undefined ? missing : `${missing}; ${unfilled}`;
  return { type: 'wait', until: now + timings.pollMs, reason };
}

/** In words; undefined when there is enough. */
async function missingHealth(
  { key, from, share = 1 }: Awaited,
  { healthy: fresh }: ServiceHealth,
  context: StepContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const old of from) {
    const { ref, health } = healthOf(context, old);
    const { healthy: before, isKnown } = await health.of(ref, context, signal);
    if (sum(before) > 0 && sum(fresh) === 0) {
      return `${nameOfKey(key)} has no healthy endpoint and is to take over from ${nameOfKey(old)}`;
    }
    // It serves, and probes have only begun: its front end was just put back.
    if (!isKnown && sum(fresh) === 0 && (await health.isReached(ref, context, signal))) {
      return `${nameOfKey(key)} has no healthy endpoint, and how healthy ${nameOfKey(old)} is, is not known yet`;
    }
    for (const [region, serving] of Object.entries(before)) {
      const needed = Math.ceil(serving * share * MIN_HEALTHY);
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
