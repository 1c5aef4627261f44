// Faults of delivery that at-least-once allows: a message comes twice, late, or out of order.
import type { DeliveryControl, DeliveryRule } from '../kit/deliveries.ts';
import type { Random } from '../kit/random.ts';
import type { Message } from './message.ts';

/** A fault as code, for tests that choose messages by what is in them. */
export interface DeliveryFault extends Omit<DeliveryRule, 'subscription'> {
  /** Which messages on which subscription (full name). */
  readonly when: (message: Message, subscription: string) => boolean;
}

/** What the active faults make of one message on one subscription. */
export interface Disturbance {
  readonly delay: number;
  readonly duplicates: number;
}

export interface DeliveryFaults extends DeliveryControl {
  /** Puts a fault in place for messages published from now on; the returned function removes it. */
  inject(fault: DeliveryFault): () => void;
  /** Consumes one use of each fault that matches. */
  meet(message: Message, subscription: string): Disturbance;
}

interface Placed {
  readonly fault: DeliveryFault;
  /** Absent for a fault given as code, which no list of rules can show. */
  readonly rule?: DeliveryRule;
  hit: number;
}

export function createDeliveryFaults(random: Random): DeliveryFaults {
  const placed = new Map<string, Placed>();
  let last = 0;

  function place(fault: DeliveryFault, rule?: DeliveryRule): string {
    last += 1;
    const id = `delivery-fault-${last}`;
    placed.set(id, { fault, hit: 0, ...(rule === undefined ? {} : { rule }) });
    return id;
  }

  return {
    inject(fault) {
      const id = place(fault);
      return () => placed.delete(id);
    },
    add: (rule) => place({ ...rule, when: (_, name) => name === (rule.subscription ?? name) }, rule),
    rules: () => [...placed].flatMap(([id, { rule, hit }]) => (rule === undefined ? [] : [{ id, ...rule, hit }])),
    clear: () => placed.clear(),
    meet(message, subscription) {
      let delay = 0;
      let duplicates = 0;
      for (const [id, entry] of placed) {
        const { fault } = entry;
        if (!fault.when(message, subscription)) continue;
        entry.hit += 1;
        if (entry.hit === fault.times) placed.delete(id);
        delay += (fault.delay ?? 0) + random.integer(0, fault.reorderWithin ?? 0);
        duplicates += fault.duplicates ?? 0;
      }
      return { delay, duplicates };
    },
  };
}
