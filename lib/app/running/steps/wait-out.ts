// Waits of a known length: journalled, so that a worker never sits through them.
import type { StepContext, StepOutcome } from './step.ts';

/** The first time asks to be woken after `duration` milliseconds; the next time, when that has passed, it is done. */
export function waitOut(duration: number, reason: string, context: StepContext): StepOutcome {
  const { state, now } = context;
  if (state?.wait !== undefined && state.wait.until <= now) return { type: 'done', wrote: false };
  return { type: 'wait', until: now + duration, reason };
}
