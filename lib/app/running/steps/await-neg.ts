// GKE's NEG controller makes the group, out of a derived Service; we wait until it is there.
import { isFailure, RangelightError } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isComputeRef, refKey } from '../../../model/index.ts';
import { AWAY_MS, awayTooLong } from './away.ts';
import { appliedOf } from './applied-of.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function awaitNeg(change: Change, context: StepContext, signal: AbortSignal): Promise<StepOutcome> {
  if (!isComputeRef(change.ref))
    throw new RangelightError('unexpected', 'plan', `${change.key} is not awaited in Compute`);
  const found = await context.ports.compute.get(change.ref, signal);
  if (found !== undefined) return { type: 'done', wrote: false, applied: appliedOf(change) };
  await expectService(change, context, signal);
  const reason = `the NEG controller of the cluster has not made ${change.ref.name} in ${change.ref.zone ?? 'global'} yet`;
  return { type: 'wait', until: context.now + context.timings.poll, reason };
}

/**
 * A plan that was made while the cluster could not be read makes no Service there: once it can, only another plan helps.
 * Fails with `precondition` when the Service is certainly absent, or not wanted, or its cluster has been away for long.
 */
async function expectService(change: Change, context: StepContext, signal: AbortSignal): Promise<void> {
  const desired = await context.desired(signal);
  for (const need of desired === undefined ? [] : change.needs) {
    const ref = desired?.resources.find((resource) => refKey(resource.ref) === need)?.ref;
    if (ref === undefined) {
      const message = `nothing is wanted any more of which GKE would make ${change.ref.name}`;
      throw new RangelightError('precondition', 'compute', message);
    }
    if (isComputeRef(ref)) continue;
    try {
      if ((await context.ports.clusters.get(ref, signal)) !== undefined) continue;
    } catch (error) {
      if (!isFailure(error, 'unreachable') && !isFailure(error, 'unavailable')) throw error;
      if (context.now - (context.state?.since ?? context.now) < AWAY_MS) return;
      const { code, system, message } = awayTooLong(`kubernetes ${ref.cluster}`);
      throw new RangelightError(code, system, message);
    }
    const message = `the Service ${ref.name} is not there, of which GKE would make ${change.ref.name}`;
    throw new RangelightError('precondition', `kubernetes ${ref.cluster}`, message);
  }
}
