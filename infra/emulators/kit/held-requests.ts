// Requests that a fault keeps in the network until somebody lets them go.
import type { Clock } from './clock.ts';

export interface HeldRequest {
  readonly id: string;
  /** The rule that holds it. */
  readonly fault: string;
  readonly method: string;
  readonly path: string;
}

export interface HeldRequests {
  /** Resolves when the request is released, or after `ms` emulated milliseconds. */
  hold(request: Omit<HeldRequest, 'id'>, clock: Clock, ms?: number): Promise<void>;
  /** Oldest first. */
  list(): readonly HeldRequest[];
  /** Lets one go, or (without an id) all, oldest first. Returns how many. */
  release(id?: string): number;
  /** The oldest request that is held, as soon as there is one. */
  next(): Promise<HeldRequest>;
}

export function createHeldRequests(): HeldRequests {
  const held = new Map<string, { readonly request: HeldRequest; readonly go: () => void }>();
  const waiting = new Set<(request: HeldRequest) => void>();
  let last = 0;
  return {
    hold: (line, clock, ms) =>
      new Promise((resolve) => {
        last += 1;
        const request = { id: `held-${last}`, ...line };
        const cancel = ms === undefined ? () => {} : clock.after(ms, () => held.get(request.id)?.go());
        const go = (): void => {
          cancel();
          held.delete(request.id);
          resolve();
        };
        held.set(request.id, { request, go });
        for (const wake of waiting) wake(request);
        waiting.clear();
      }),
    list: () => [...held.values()].map(({ request }) => request),
    release(id) {
      const going = [...held.values()].filter(({ request }) => id === undefined || request.id === id);
      for (const { go } of going) go();
      return going.length;
    },
    next() {
      const [first] = held.values();
      return first === undefined ? new Promise((resolve) => waiting.add(resolve)) : Promise.resolve(first.request);
    },
  };
}
