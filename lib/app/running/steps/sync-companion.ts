// Brings up to date what hangs on a resource and is no field of its body.
import { RangelightError } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isComputeRef } from '../../../model/index.ts';
import { appliedOf } from './applied-of.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function syncCompanion(change: Change, context: StepContext, signal: AbortSignal): Promise<StepOutcome> {
  const { ref, endpoints } = change;
  const { companion } = context.runs.of(ref.kind);
  if (!isComputeRef(ref) || endpoints === undefined || companion === undefined) {
    throw new RangelightError('unexpected', 'plan', `${change.key} has no endpoints that the worker keeps`);
  }
  return { type: 'done', applied: appliedOf(change), ...(await companion.sync(ref, endpoints, context, signal)) };
}
