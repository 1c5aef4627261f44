// Ports that look for a pause before every call that changes something. A look is at most a second old, and one serves
// all writes that are in flight: one for each would be a third of all calls to the buckets.
import { RangelightError } from '../../core/index.ts';
import type { Clusters, Compute } from '../../ports/index.ts';
import { activePause, type PauseWorld, pauseWords } from '../words/pauses.ts';
import type { FleetPorts } from '../world.ts';

type ComputeReads =
  | 'get'
  | 'list'
  | 'isGuarded'
  | 'endpoints'
  | 'health'
  | 'policies'
  | 'pastChanges'
  | 'quotas'
  | 'instanceTags';

/** Milliseconds: a person who pulls the brake means the calls of the next second. */
const LOOK_MS = 1_000;

export interface BrakedPorts extends FleetPorts {
  /** Looks at the brake for a write that is about to come, beside what comes before it. */
  lookAhead(signal: AbortSignal): void;
}

/** Writes fail with `paused` while the unit or its fleet is paused; reads go on. */
export function withBrake(world: PauseWorld, fleet: string, unit: string, ports: FleetPorts): BrakedPorts {
  let look: { readonly at: number; readonly pause: ReturnType<typeof activePause> } | undefined;
  const lookNow = (signal: AbortSignal): ReturnType<typeof activePause> => {
    const at = world.clock.now();
    if (look !== undefined && at - look.at < LOOK_MS) return look.pause;
    const pause = activePause(world, fleet, unit, signal);
    look = { at, pause };
    // What could not be looked at says nothing about the next write.
    pause.catch(() => (look = undefined));
    return pause;
  };
  const write = async <T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> => {
    const pause = await lookNow(signal);
    if (pause !== undefined) throw new RangelightError('paused', 'rangelight', pauseWords(pause));
    return call();
  };
  const { compute, clusters } = ports;
  // All but the reads by name: a call that is added to a port is braked, or it does not compile.
  const computeWrites: Omit<Compute, ComputeReads> = {
    insert: (ref, body, requestId, signal) => write(signal, () => compute.insert(ref, body, requestId, signal)),
    update: (now, changed, requestId, signal, onTaken) =>
      write(signal, () => compute.update(now, changed, requestId, signal, onTaken)),
    remove: (ref, requestId, signal) => write(signal, () => compute.remove(ref, requestId, signal)),
    attach: (neg, all, requestId, signal) => write(signal, () => compute.attach(neg, all, requestId, signal)),
    detach: (neg, all, requestId, signal) => write(signal, () => compute.detach(neg, all, requestId, signal)),
    addSignedUrlKey: (service, key, requestId, signal) =>
      write(signal, () => compute.addSignedUrlKey(service, key, requestId, signal)),
    deleteSignedUrlKey: (service, keyName, requestId, signal) =>
      write(signal, () => compute.deleteSignedUrlKey(service, keyName, requestId, signal)),
  };
  const clusterWrites: Omit<Clusters, 'get' | 'list' | 'groups' | 'read' | 'has'> = {
    apply: (ref, body, signal) => write(signal, () => clusters.apply(ref, body, signal)),
    applyUnforced: (ref, body, signal) => write(signal, () => clusters.applyUnforced(ref, body, signal)),
    remove: (current, signal) => write(signal, () => clusters.remove(current, signal)),
    release: (current, signal) => write(signal, () => clusters.release(current, signal)),
  };
  return {
    ...ports,
    compute: { ...compute, ...computeWrites },
    clusters: { ...clusters, ...clusterWrites },
    lookAhead: (signal) => void lookNow(signal).catch(() => undefined),
  };
}
