// Faults that tests and the control API put in the way of requests: down, slow, refused.
// May import: clock.ts.
import { type Clock, sleep } from './clock.ts';

export interface Fault {
  /** Which requests: method and path as received (path includes the query). */
  readonly when: (request: { readonly method: string; readonly path: string }) => boolean;
  /** Emulated milliseconds before the request is looked at. */
  readonly delay?: number;
  /** Answer this instead of handling the request; absent: handle it (after the delay). */
  readonly answer?: () => Response;
  /** How many requests it hits before it wears off; default: until removed. */
  readonly times?: number;
}

export interface Faults {
  /** Puts a fault in place; the returned function removes it. */
  inject(fault: Fault): () => void;
  /** Waits out delays and gives the answer to send instead of handling the request, if there is one. */
  meet(method: string, path: string): Promise<Response | undefined>;
}

export function createFaults(clock: Clock): Faults {
  const active: { fault: Fault; left: number }[] = [];
  return {
    inject(fault) {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      active.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    async meet(method, path) {
      for (const entry of active) {
        if (entry.left <= 0 || !entry.fault.when({ method, path })) continue;
        entry.left -= 1;
        if (entry.fault.delay !== undefined) await sleep(clock, entry.fault.delay);
        if (entry.fault.answer !== undefined) return entry.fault.answer();
      }
      return undefined;
    },
  };
}
