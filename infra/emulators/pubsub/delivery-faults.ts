// Faults of delivery that at-least-once allows: a message comes twice, late, or out of order.
// May import: kit random (types), message.ts (types).
import type { Random } from '../kit/random.ts';
import type { Message } from './message.ts';

export interface DeliveryFault {
  /** Which messages on which subscription (full name). */
  readonly when: (message: Message, subscription: string) => boolean;
  /** Emulated milliseconds before the first delivery. */
  readonly delay?: number;
  /** Each message is held for a random time up to this many emulated milliseconds; ordering keys still hold. */
  readonly reorderWithin?: number;
  /** How many times the message comes again after it was acknowledged. */
  readonly duplicates?: number;
  /** How many messages it hits before it wears off; default: until removed. */
  readonly times?: number;
}

/** What the active faults make of one message on one subscription. */
export interface Disturbance {
  readonly delay: number;
  readonly duplicates: number;
}

export interface DeliveryFaults {
  /** Puts a fault in place for messages published from now on; the returned function removes it. */
  inject(fault: DeliveryFault): () => void;
  /** Consumes one use of each fault that matches. */
  meet(message: Message, subscription: string): Disturbance;
}

export function createDeliveryFaults(random: Random): DeliveryFaults {
  const active: { readonly fault: DeliveryFault; left: number }[] = [];
  return {
    inject(fault) {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      active.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    meet(message, subscription) {
      let delay = 0;
      let duplicates = 0;
      for (const entry of active) {
        if (entry.left <= 0 || !entry.fault.when(message, subscription)) continue;
        entry.left -= 1;
        delay += (entry.fault.delay ?? 0) + random.integer(0, entry.fault.reorderWithin ?? 0);
        duplicates += entry.fault.duplicates ?? 0;
      }
      return { delay, duplicates };
    },
  };
}
