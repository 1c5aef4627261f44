// Before: how many healthy endpoints serve. After the switch: whether those that took over keep up, for as long as the
// bake lasts. What falls behind for several looks in a row was made so by this run, and the run is rolled back while the
// old ones still stand. May import: core, execute, model, plan, ports.
import { RangelightError } from '../../core/index.ts';
import type { HealthByService } from '../../execute/index.ts';
import { nameOfKey, type RefKey } from '../../model/index.ts';
import type { WatchedService } from '../../plan/index.ts';
import { healthyEndpoints } from './healthy-endpoints.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** Share of the healthy endpoints of before that a region must keep. */
export const MIN_HEALTHY = 0.5;
const LOOKS = 6;
/** One look may fall on a pod that restarts. */
const ALARMS = 3;

/** Notes how healthy the services are, before anything that serves is changed. */
export async function takeBaseline(
  services: readonly RefKey[],
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  return { type: 'done', wrote: false, health: await healthOf(services, context, signal) };
}

/**
 * Waits, looking on.
 * @param before of the baseline.
 * Fails with `unhealthy`.
 */
export async function watchBake(
  watch: readonly WatchedService[],
  before: HealthByService,
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { state, now, timings } = context;
  const end = (state?.since ?? now) + timings.bake;
  const found = await healthOf(
    watch.map(({ key }) => key),
    context,
    signal,
  );
  const behind = fallenBehind(watch, before, found);
  const alarms = behind === undefined ? 0 : (state?.alarms ?? 0) + 1;
  if (behind !== undefined && alarms >= ALARMS) throw new RangelightError('unhealthy', 'compute', behind);
  // A bake does not end on an alarm.
  if (now >= end && behind === undefined) return { type: 'done', wrote: false };
  const look = Math.max(timings.poll, timings.bake / LOOKS);
  const until = behind === undefined ? Math.min(end, now + look) : now + timings.poll;
  const reason = behind ?? 'the new routes are watched before the old ones go';
  return { type: 'wait', until, reason, alarms };
}

async function healthOf(
  services: readonly RefKey[],
  { ports }: StepContext,
  signal: AbortSignal,
): Promise<HealthByService> {
  const health: Record<RefKey, Readonly<Record<string, number>>> = {};
  for (const key of services) health[key] = await healthyEndpoints(key, ports.compute, signal);
  return health;
}

/** The first service that has too few healthy endpoints in a region, in words. */
function fallenBehind(
  watch: readonly WatchedService[],
  before: HealthByService,
  now: HealthByService,
): string | undefined {
  for (const { key, from } of watch) {
    for (const old of from) {
      for (const [region, served] of Object.entries(before[old] ?? {})) {
        const healthy = now[key]?.[region];
        // It has no group there: the region is meant to be left.
        if (healthy === undefined || healthy >= Math.ceil(served * MIN_HEALTHY)) continue;
        return `${nameOfKey(key)} has ${healthy} healthy endpoints in ${region}; before this change ${served} served there`;
      }
    }
  }
  return undefined;
}
