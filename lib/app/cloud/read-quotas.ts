// How much room the project has.
import { RangelightError } from '../../core/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import type { Quotas } from '../../model/index.ts';
import type { FleetPorts } from '../world.ts';

/** Undefined when it cannot be read: a plan is worth having without it. */
export async function readQuotas(fleet: Fleet, ports: FleetPorts, signal: AbortSignal): Promise<Quotas | undefined> {
  try {
    return await ports.compute.quotas(fleet.project, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return undefined;
  }
}
