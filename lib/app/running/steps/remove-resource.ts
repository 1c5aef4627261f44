// Takes one resource away: only ours, and only when it is certainly there.
import { RangelightError } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isComputeRef, isOurs, takenOverBy } from '../../../model/index.ts';
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
  const [other] = takenOverBy(current.body);
  if (other !== undefined) {
    const message = `${other} has made ${change.key} its own since the plan was made: it is not deleted`;
    throw new RangelightError('precondition', `kubernetes ${ref.cluster}`, message);
  }
  await clusters.remove(current, signal);
  return { type: 'done', wrote: true, applied: null };
}
