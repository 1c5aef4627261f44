// GKE's NEG controller makes the group; we wait until it is there. May import: core, diff, model.
import { RangelightError } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import { isComputeRef } from '../../model/index.ts';
import { appliedOf } from './applied-of.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function awaitNeg(change: Change, context: StepContext, signal: AbortSignal): Promise<StepOutcome> {
  if (!isComputeRef(change.ref))
    throw new RangelightError('unexpected', 'plan', `${change.key} is not awaited in Compute`);
  const found = await context.ports.compute.get(change.ref, signal);
  if (found !== undefined) return { type: 'done', wrote: false, applied: appliedOf(change) };
  const reason = `the NEG controller of the cluster has not made ${change.ref.name} in ${change.ref.zone ?? 'global'} yet`;
  return { type: 'wait', until: context.now + context.timings.poll, reason };
}
