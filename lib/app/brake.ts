// Ports that look for a pause before every call that changes something: not once a step or once a second, because a person
// who pulls the brake means the next call. Costs one list of the state bucket per write. May import: core, ports.
import { RangelightError } from '../core/index.ts';
import { activePause, type PauseWorld, pauseWords } from './pauses.ts';
import type { FleetPorts } from './world.ts';

/** Writes fail with `paused` while the unit or its fleet is paused; reads go on. */
export function withBrake(world: PauseWorld, fleet: string, unit: string, ports: FleetPorts): FleetPorts {
  const check = async (signal: AbortSignal): Promise<void> => {
    const pause = await activePause(world, fleet, unit, signal);
    if (pause !== undefined) throw new RangelightError('paused', 'rangelight', pauseWords(pause));
  };
  const { compute, clusters } = ports;
  return {
    ...ports,
    compute: {
      ...compute,
      async insert(ref, body, requestId, signal) {
        await check(signal);
        await compute.insert(ref, body, requestId, signal);
      },
      async update(current, changed, requestId, signal) {
        await check(signal);
        await compute.update(current, changed, requestId, signal);
      },
      async remove(ref, requestId, signal) {
        await check(signal);
        await compute.remove(ref, requestId, signal);
      },
      async attach(neg, endpoints, requestId, signal) {
        await check(signal);
        await compute.attach(neg, endpoints, requestId, signal);
      },
      async detach(neg, endpoints, requestId, signal) {
        await check(signal);
        await compute.detach(neg, endpoints, requestId, signal);
      },
    },
    clusters: {
      ...clusters,
      async apply(ref, body, signal) {
        await check(signal);
        return clusters.apply(ref, body, signal);
      },
      async remove(current, signal) {
        await check(signal);
        await clusters.remove(current, signal);
      },
    },
  };
}
