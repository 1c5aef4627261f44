// Why what a person lets through does not begin at once.
import type { Revision } from '../../plan/index.ts';
import { type FreezeWorld, standingFreeze } from './freezes.ts';
import { activePause, pauseWords } from './pauses.ts';

/** Part of a sentence; undefined: nothing holds the unit back. */
export async function heldBack(
  world: FreezeWorld,
  { fleet, verdict, policyUnknown }: Revision,
  unit: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (verdict === 'blocked') return 'nothing of the fleet may be written now, as the check rangelight/plan says';
  if (verdict === 'observe-only' && policyUnknown !== true) return 'the policy in force says apply: never';
  const freeze = await standingFreeze(world, fleet, signal);
  if (freeze !== undefined) return `the fleet is ${freeze.why}`;
  const pause = await activePause(world, fleet, unit, signal);
  return pause && `${pause.unit ?? 'the fleet'} is ${pauseWords(pause)}`;
}
