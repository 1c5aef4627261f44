// Carries out one step of a plan. Idempotent: each step reads first and writes only what is not yet so.
import { RangelightError } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isComputeRef } from '../../../model/index.ts';
import type { Plan, Step } from '../../../plan/index.ts';
import { applyInCluster } from './apply-in-cluster.ts';
import { applyInCompute } from './apply-in-compute.ts';
import { awaitMade } from './await-made.ts';
import { awaitHealth } from './await-health.ts';
import { awaitUnused } from './await-unused.ts';
import { releaseObject } from './release-object.ts';
import { removeResource } from './remove-resource.ts';
import { changeIn, type StepContext, type StepOutcome } from './step.ts';
import { syncCompanion } from './sync-companion.ts';
import { waitOut } from './wait-out.ts';
import { takeBaseline, watchBake } from './watch-bake.ts';

/** Fails with RangelightError; the caller turns that into retry, conflict, blocked or bug. */
export async function carryOut(
  plan: Plan,
  step: Step,
  context: StepContext,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { action } = step;
  switch (action.type) {
    case 'apply': {
      const change = changeOf(plan, action.key);
      return isComputeRef(change.ref)
        ? applyInCompute(change, change.ref, action.stage, context, signal)
        : applyInCluster(change, change.ref, context, signal);
    }
    case 'await-health':
      return awaitHealth(action, context, signal);
    case 'await-unused':
      return awaitUnused(changeOf(plan, action.key), context, signal);
    case 'await':
      return awaitMade(changeOf(plan, action.key), context, signal);
    case 'endpoints':
      return syncCompanion(changeOf(plan, action.key), context, signal);
    case 'delete':
      return removeResource(changeOf(plan, action.key), context, signal);
    case 'release':
      return releaseObject(changeOf(plan, action.key), context, signal);
    case 'settle':
      return waitOut(context.timings.settleMs, 'the edge takes up the new routes', context);
    case 'baseline':
      return takeBaseline(action.services, context, signal);
    case 'bake':
      return watchBake(action.watch, context.healthAt(action.baseline), context, signal);
    case 'drain':
      return waitOut(context.timings.drainMs, 'requests in flight finish', context);
  }
}

function changeOf(plan: Plan, key: string): Change {
  const change = changeIn(plan, key);
  if (change === undefined)
    throw new RangelightError('unexpected', 'plan', `the plan has a step for ${key} but no change`);
  return change;
}
