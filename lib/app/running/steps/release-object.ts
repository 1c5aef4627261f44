// Gives up our fields and our mark in an object of somebody else's, which stays as it is beside them.
import { RangelightError } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isClusterRef, isOurs } from '../../../model/index.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function releaseObject(change: Change, context: StepContext, signal: AbortSignal): Promise<StepOutcome> {
  const { clusters } = context.ports;
  if (!isClusterRef(change.ref))
    throw new RangelightError('unexpected', 'plan', `${change.key} stands in no cluster, and has no fields to give up`);
  const current = await clusters.get(change.ref, signal);
  // Gone, or somebody took the mark away: nothing in it is ours any more.
  if (current === undefined || !isOurs(current.body, context.owner))
    return { type: 'done', wrote: false, applied: null };
  await clusters.release(current, signal);
  return { type: 'done', wrote: true, applied: null };
}
