// Makes a worker-kept NEG hold exactly the ready endpoints of its derived Service in its zone.
import { RangelightError } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isComputeRef } from '../../../model/index.ts';
import { endpointDifference } from '../../cloud/endpoints.ts';
import { appliedOf } from './applied-of.ts';
import { expectOurs } from './expect-ours.ts';
import type { StepContext, StepOutcome } from './step.ts';

export async function syncEndpoints(change: Change, context: StepContext, signal: AbortSignal): Promise<StepOutcome> {
  const source = change.endpoints;
  if (!isComputeRef(change.ref) || source === undefined) {
    throw new RangelightError('unexpected', 'plan', `${change.key} is not a NEG that the worker keeps`);
  }
  const { attach, detach } = await endpointDifference(change.ref, source, context.ports, signal);
  if (attach.length + detach.length > 0) await expectOurs(change.ref, context, signal);
  if (attach.length > 0) await context.ports.compute.attach(change.ref, attach, context.requestId('attach'), signal);
  if (detach.length > 0) await context.ports.compute.detach(change.ref, detach, context.requestId('detach'), signal);
  const note = `${attach.length} attached, ${detach.length} detached`;
  return { type: 'done', wrote: attach.length + detach.length > 0, applied: appliedOf(change), note };
}
