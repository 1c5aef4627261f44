// Takes one resource away: only ours, and only when it is certainly there.
import type { Change } from '../../../diff/index.ts';
import { isComputeRef, isOurs } from '../../../model/index.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function removeResource(change: Change, context: StepContext, signal: AbortSignal): Promise<StepOutcome> {
  const { compute, clusters } = context.ports;
  const { ref } = change;
  if (isComputeRef(ref)) {
    const current = await compute.get(ref, signal);
    if (current === undefined || !isOurs(current.body, context.owner))
      return { type: 'done', wrote: false, applied: null };
    await compute.remove(ref, context.requestId('delete'), signal);
    return { type: 'done', wrote: true, applied: null };
  }
  const current = await clusters.get(ref, signal);
  if (current === undefined || !isOurs(current.body, context.owner))
    return { type: 'done', wrote: false, applied: null };
  await clusters.remove(current, signal);
  return { type: 'done', wrote: true, applied: null };
}
