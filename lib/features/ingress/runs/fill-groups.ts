// Pods that come while a newcomer waits for its health have to get into the groups that the worker keeps: the sweep
// leaves a unit alone while a run of it is open. Nothing is detached here: what does not serve fails its health check.
import { RangelightError } from '../../../core/index.ts';
import { type ComputeRef, isComputeRef, refKey, referencesIn } from '../../../model/index.ts';
import { type Doing, expectOurs } from '../../../live/index.ts';
import { endpointDifference } from './endpoints.ts';

/**
 * Attaches what is missing in the worker-kept groups behind a backend service.
 * @returns what kept it from some group, in words; undefined when nothing did.
 * Fails with `paused` when somebody pulled the brake.
 */
export async function fillGroups(
  backendService: ComputeRef,
  context: Doing,
  signal: AbortSignal,
): Promise<string | undefined> {
  const resources = (await context.desired(signal))?.resources ?? [];
  const behind = new Set(referencesIn(resources.find(({ ref }) => refKey(ref) === refKey(backendService))?.body ?? {}));
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
