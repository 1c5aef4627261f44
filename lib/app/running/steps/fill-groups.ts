// Pods that come while a newcomer waits for its health have to get into the groups that the worker keeps: the sweep leaves a
// unit alone while a run of it is open. Nothing is detached here: what does not serve fails its health check.
import { RangelightError } from '../../../core/index.ts';
import { isComputeRef, type RefKey, refKey, referencesIn } from '../../../model/index.ts';
import { endpointDifference } from '../../cloud/endpoints.ts';
import { expectOurs } from './expect-ours.ts';
import type { StepContext } from './step.ts';

/**
 * Attaches what is missing in the worker-kept groups behind a backend service.
 * @returns what kept it from some group, in words; undefined when nothing did.
 * Fails with `paused` when somebody pulled the brake.
 */
export async function fillGroups(
  backendService: RefKey,
  context: StepContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const resources = (await context.desired(signal))?.resources ?? [];
  const behind = new Set(referencesIn(resources.find(({ ref }) => refKey(ref) === backendService)?.body ?? {}));
  for (const { ref, endpoints: source } of resources) {
    if (source === undefined || !isComputeRef(ref) || !behind.has(refKey(ref))) continue;
    try {
      const { attach } = await endpointDifference(ref, source, context.ports, signal);
      if (attach.length === 0) continue;
      await expectOurs(ref, context, signal);
      // Only what is missing is asked for, so that a request need not be recognised again.
      const requestId = context.requestId(`attach ${refKey(ref)} ${context.now}`);
      await context.ports.compute.attach(ref, attach, requestId, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof RangelightError) || error.code === 'paused') throw error;
      return `${ref.name} cannot be filled: ${error.message}`;
    }
  }
  return undefined;
}
