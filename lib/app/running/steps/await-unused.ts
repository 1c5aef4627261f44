// What others use who do not refer to it stays until they have let it go. What cannot be read is used.
import type { Change } from '../../../diff/index.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function awaitUnused(change: Change, context: StepContext, signal: AbortSignal): Promise<StepOutcome> {
  const { runs, now, timings } = context;
  const { ref } = change;
  const reason = await runs.of(ref.kind).usedBy?.(ref, context, signal);
  return reason === undefined ? { type: 'done', wrote: false } : { type: 'wait', until: now + timings.pollMs, reason };
}
