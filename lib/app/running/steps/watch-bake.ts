// Before: how many healthy endpoints serve. After the switch: whether those that took over keep up, for as long as the
// bake lasts. What falls behind for several looks in a row was made so by this run, and the run is rolled back while
// the old ones still stand. Blamed is only what is probed, and not for pods that their own rollout replaces or takes
// away.
import pLimit from 'p-limit';
import { RangelightError } from '../../../core/index.ts';
import type { HealthByService } from '../../../execute/index.ts';
import { healthOf, type ServiceHealth } from '../../../live/index.ts';
import { nameOfKey, type RefKey } from '../../../model/index.ts';
import type { WatchedService } from '../../../plan/index.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** Share of the healthy endpoints of before that a region must keep. */
export const MIN_HEALTHY = 0.5;
/** Looks at services that are on their way at once. */
const LOOKS_AT_ONCE = 16;
const LOOKS = 6;
/** One look may fall on a pod that restarts. */
const ALARMS = 3;

/** Notes how healthy the services are, before anything that serves is changed. */
export async function takeBaseline(
  services: readonly RefKey[],
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const limit = pLimit(LOOKS_AT_ONCE);
  const looks = services.map((key) =>
    limit(async () => {
      const asked = healthOf(context, key);
      return [key, (await asked.health.of(asked.ref, context, signal)).healthy] as const;
    }),
  );
  return { type: 'done', wrote: false, health: Object.fromEntries(await Promise.all(looks)) };
}

/**
 * Waits, looking on.
 * @param before of the baseline.
 * Fails with `unhealthy`, and with `precondition` when nothing leads to what is watched any more.
 */
export async function watchBake(
  watch: readonly WatchedService[],
  before: HealthByService,
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { state, now, timings } = context;
  const end = (state?.since ?? now) + timings.bakeMs;
  const shortage = await findShortage(watch, before, context, signal);
  const alarms = shortage?.isAlarm === true ? (state?.alarms ?? 0) + 1 : 0;
  if (shortage?.isAlarm === true && alarms >= ALARMS)
    throw new RangelightError('unhealthy', 'compute', shortage.reason);
  // A bake does not end on an alarm, nor in the middle of somebody's rollout.
  if (now >= end && shortage === undefined) return { type: 'done', wrote: false };
  const look = Math.max(timings.pollMs, timings.bakeMs / LOOKS);
  const until = shortage === undefined ? Math.min(end, now + look) : now + timings.pollMs;
  const reason = shortage?.reason ?? 'the new routes are watched before the old ones go';
  return { type: 'wait', until, reason, alarms };
}

interface Shortage {
  readonly reason: string;
  /** Whether this run may have made it. */
  readonly isAlarm: boolean;
}

/** The first that this run may have made, else the first of all. */
async function findShortage(
  watch: readonly WatchedService[],
  before: HealthByService,
  context: StepContext,
  signal: AbortSignal,
): Promise<Shortage | undefined> {
  let other: Shortage | undefined;
  const limit = pLimit(LOOKS_AT_ONCE);
  const looks = watch.map(({ key }) => {
    const { ref, health } = healthOf(context, key);
    return limit(() => health.of(ref, context, signal));
  });
  const seen = await Promise.all(looks);
  for (const [place, { key, from, share = 1 }] of watch.entries()) {
    const now = seen[place];
    if (now === undefined) continue;
    for (const { region, served } of servedBefore(from, before)) {
      const found = await shortageIn(key, { region, served, needed: served * share }, now, context, signal);
      if (found?.isAlarm === true) return found;
      other ??= found;
    }
  }
  return other;
}

interface Served {
  readonly region: string;
  readonly served: number;
}

function servedBefore(from: readonly RefKey[], before: HealthByService): readonly Served[] {
  return from.flatMap((old) => Object.entries(before[old] ?? {}).map(([region, served]) => ({ region, served })));
}

/** @param needed part of `served` that it would take to do its part of the work as before. */
async function shortageIn(
  key: RefKey,
  { region, served, needed }: Served & { readonly needed: number },
  { healthy, isKnown }: ServiceHealth,
  context: StepContext,
  signal: AbortSignal,
): Promise<Shortage | undefined> {
  const count = healthy[region];
  // It has no group there: the region is meant to be left.
  if (count === undefined || count >= enoughOf(needed)) return undefined;
  const name = nameOfKey(key);
  const { ref, health } = healthOf(context, key);
  if (!isKnown) {
    if (!(await health.isReached(ref, context, signal)))
      throw new RangelightError('precondition', 'compute', `no ${health.entrance} leads to ${name} any more`);
    return { reason: `how healthy ${name} is, is not known`, isAlarm: false };
  }
  const reason = `${name} has ${count} healthy endpoints in ${region}; before this change ${served} served there`;
  // What came since the switch belongs to a rollout of its own.
  const { timings, state, now } = context;
  const pods = await health.behind(ref, region, (state?.since ?? now) - timings.settleMs, context, signal);
  if (pods === undefined || count < enoughOf(Math.min(needed, pods.standing))) return { reason, isAlarm: true };
  if (count >= enoughOf(Math.min(needed, pods.present))) return undefined;
  return { reason: `${name} waits for new pods in ${region}: ${count} of ${pods.present} are healthy`, isAlarm: false };
}

function enoughOf(served: number): number {
  return Math.ceil(served * MIN_HEALTHY);
}
