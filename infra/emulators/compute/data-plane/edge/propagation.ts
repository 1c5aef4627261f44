// The lag of the edge: each region takes up each snapshot after a seeded delay of its own, never an older one after a
// newer.
import type { Clock } from '../../../kit/clock.ts';
import type { Random } from '../../../kit/random.ts';
import type { Snapshot } from './snapshot.ts';

export type PropagationProfile = 'none' | 'short' | 'long';

/** Bounds of the delay in emulated milliseconds. */
const bounds: Readonly<Record<PropagationProfile, readonly [number, number]>> = {
  none: [0, 0],
  short: [2_000, 10_000],
  long: [10_000, 120_000],
};

export interface Edge {
  readonly region: string;
  /** The snapshot that serves now. */
  current(): Snapshot;
  /** Hands over a newer snapshot; it serves after the delay. */
  publish(snapshot: Snapshot): void;
  /**
   * Takes up no configuration and no endpoints until then, emulated milliseconds since the epoch; what came meanwhile
   * serves at that moment. Health goes on.
   */
  freeze(until: number): void;
  /** Resolves when configuration of at least this generation serves. */
  reached(generation: number): Promise<void>;
  /** Drops what is still on its way; waiters are let go. */
  close(): void;
}

export function createEdge(options: {
  readonly region: string;
  readonly first: Snapshot;
  readonly profile: PropagationProfile;
  readonly clock: Clock;
  readonly random: Random;
  /** Called after a snapshot began to serve. */
  readonly onTakeUp: (before: Snapshot, now: Snapshot) => void;
}): Edge {
  const { region, profile, clock, random, onTakeUp } = options;
  let current = options.first;
  let lastDue = 0;
  // Under way, by the moment of arrival: of two that arrive together only the newer matters.
  const underWay = new Map<number, { snapshot: Snapshot; readonly cancel: () => void }>();
  const waiters = new Set<{ readonly generation: number; readonly resolve: () => void }>();

  let frozenUntil = 0;
  let frozen: Snapshot | undefined;
  let cancelThaw = (): void => {};

  function arrive(snapshot: Snapshot): void {
    if (clock.now() >= frozenUntil || snapshot.generation === current.generation) {
      takeUp(snapshot);
      return;
    }
    frozen = snapshot;
    // What is no longer probed keeps its last verdict here: who probes is frozen with the edge.
    takeUp({ ...current, health: new Map([...current.health, ...snapshot.health]) });
  }

  function takeUp(snapshot: Snapshot): void {
    const before = current;
    current = snapshot;
    onTakeUp(before, snapshot);
    for (const waiter of waiters) {
      if (waiter.generation > snapshot.generation) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  }

  return {
    region,
    current: () => current,
    publish(snapshot) {
      if (profile === 'none') {
        arrive(snapshot);
        return;
      }
      lastDue = Math.max(lastDue, clock.now() + random.integer(...bounds[profile]));
      const due = lastDue;
      const together = underWay.get(due);
      if (together !== undefined) {
        together.snapshot = snapshot;
        return;
      }
      const cancel = clock.after(due - clock.now(), () => {
        const arrived = underWay.get(due);
        underWay.delete(due);
        if (arrived !== undefined) arrive(arrived.snapshot);
      });
      underWay.set(due, { snapshot, cancel });
    },
    freeze(until) {
      frozenUntil = until;
      cancelThaw();
      cancelThaw = clock.after(Math.max(0, until - clock.now()), () => {
        const waiting = frozen;
        frozen = undefined;
        if (waiting !== undefined && waiting.generation > current.generation)
          takeUp({ ...waiting, health: new Map([...current.health, ...waiting.health]) });
      });
    },
    reached(generation) {
      if (current.generation >= generation) return Promise.resolve();
      return new Promise((resolve) => void waiters.add({ generation, resolve }));
    },
    close() {
      cancelThaw();
      for (const { cancel } of underWay.values()) cancel();
      underWay.clear();
      for (const { resolve } of waiters) resolve();
      waiters.clear();
    },
  };
}
