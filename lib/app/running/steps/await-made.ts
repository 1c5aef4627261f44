// What somebody else makes, GKE as a rule, out of something of ours, or puts into it: we wait until it is there.
import { isFailure, RangelightError } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isComputeRef, refKey } from '../../../model/index.ts';
import { AWAY_MS, awayTooLong } from './away.ts';
import { appliedOf } from './applied-of.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function awaitMade(change: Change, context: StepContext, signal: AbortSignal): Promise<StepOutcome> {
  const { ports, runs, now, timings } = context;
  const { ref } = change;
  const found = isComputeRef(ref) ? await ports.compute.get(ref, signal) : await ports.clusters.get(ref, signal);
  const place = isComputeRef(ref) ? (ref.zone ?? 'global') : ref.cluster;
  const { lacks, madeBy = 'GKE' } = runs.of(ref.kind);
  const missing = found === undefined ? undefined : await lacks?.(ref, context, signal);
  if (found !== undefined && missing === undefined) return { type: 'done', wrote: false, applied: appliedOf(change) };
  if (found === undefined) await expectSource(change, context, signal);
  const reason =
    missing === undefined
      ? `${madeBy} has not made ${ref.name} in ${place} yet`
      : `${ref.name} in ${place} has no ${missing} yet`;
  return { type: 'wait', until: now + timings.pollMs, reason };
}

/**
 * A plan that was made while the cluster could not be read makes nothing there that it is made of: once it can, only
 * another plan helps. Fails with `precondition` when that is certainly absent, or not wanted, or its cluster has been
 * away for long.
 */
async function expectSource(change: Change, context: StepContext, signal: AbortSignal): Promise<void> {
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
    const { kind } = context.kinds.ofCluster(ref.kind).api;
    const message = `the ${kind} ${ref.name} is not there, of which GKE would make ${change.ref.name}`;
    throw new RangelightError('precondition', `kubernetes ${ref.cluster}`, message);
  }
}
