// The messages that one subscription still owes: leases, ack deadlines, redelivery, ordering, dead letters.
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import type { Message } from './message.ts';

export interface Delivery {
  readonly ackId: string;
  readonly message: Message;
  /** 1 + negative acknowledgements + missed deadlines. */
  readonly attempt: number;
}

export interface BacklogOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly ackDeadlineMs: number;
  /** One message per ordering key is out at a time, in order of publication. */
  readonly ordered: boolean;
  /** Emulated milliseconds before the next delivery after so many failures of a message. */
  readonly retryDelay: (failures: number) => number;
  /** Called after each failure; true when the message has been forwarded and must be forgotten here. */
  readonly giveUp: (message: Message, failures: number) => boolean;
}

export interface Backlog {
  /** Queues a message; `duplicates`: how often it comes again after being acknowledged. */
  add(message: Message, disturbance: { readonly delay: number; readonly duplicates: number }): void;
  /** Leases up to `max` messages that may be delivered now. */
  take(max: number): readonly Delivery[];
  /** False when the lease has run out (or never was): the message stays. */
  ack(ackId: string): boolean;
  nack(ackId: string): boolean;
  /** Lets the lease run out `ms` from now instead. */
  extend(ackId: string, ms: number): boolean;
  /** Messages not acknowledged yet. */
  size(): number;
  /** When the oldest of them was published, emulated milliseconds since the epoch; undefined: there is none. */
  oldest(): number | undefined;
  /** Calls back whenever a message may have become deliverable; the returned function unsubscribes. */
  onDeliverable(listener: () => void): () => void;
  /** Forgets everything and cancels all timers. */
  close(): void;
}

interface Entry {
  readonly message: Message;
  failures: number;
  duplicates: number;
  /** Emulated time. */
  deliverableAt: number;
  ackId: string | undefined;
  /** The running ack deadline or the wait for redelivery. */
  cancelTimer: () => void;
}

const noTimer = (): void => undefined;

export function createBacklog(options: BacklogOptions): Backlog {
  const { clock, random } = options;
  const listeners = new Set<() => void>();
  const leases = new Map<string, Entry>();
  let entries: Entry[] = [];

  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  const forget = (entry: Entry): void => {
    entry.cancelTimer();
    entries = entries.filter((other) => other !== entry);
  };
  const offerAfter = (entry: Entry, ms: number): void => {
    entry.deliverableAt = clock.now() + ms;
    entry.cancelTimer = ms > 0 ? clock.after(ms, notify) : noTimer;
  };
  const endLease = (ackId: string): Entry | undefined => {
    const entry = leases.get(ackId);
    if (entry === undefined) return undefined;
    leases.delete(ackId);
    entry.cancelTimer();
    entry.ackId = undefined;
    return entry;
  };
  const fail = (ackId: string): boolean => {
    const entry = endLease(ackId);
    if (entry === undefined) return false;
    entry.failures += 1;
    if (options.giveUp(entry.message, entry.failures)) forget(entry);
    else offerAfter(entry, options.retryDelay(entry.failures));
    notify();
    return true;
  };
  const lease = (entry: Entry): Delivery => {
    const ackId = `${entry.message.messageId}-${random.hex(16)}`;
    entry.ackId = ackId;
    entry.cancelTimer();
    entry.cancelTimer = clock.after(options.ackDeadlineMs, () => fail(ackId));
    leases.set(ackId, entry);
    return { ackId, message: entry.message, attempt: entry.failures + 1 };
  };

  return {
    add(message, { delay, duplicates }) {
      const entry: Entry = {
        message,
        failures: 0,
        duplicates,
        deliverableAt: 0,
        ackId: undefined,
        cancelTimer: noTimer,
      };
      entries.push(entry);
      offerAfter(entry, delay);
      notify();
    },
    take(max) {
      const now = clock.now();
      const deliveries: Delivery[] = [];
      const heldKeys = new Set<string>();
      for (const entry of entries) {
        if (deliveries.length >= max) break;
        const key = options.ordered ? entry.message.orderingKey : '';
        if (key !== '' && heldKeys.has(key)) continue;
        // The oldest message of a key holds the key, whether it is out, waiting, or taken just now.
        if (key !== '') heldKeys.add(key);
        if (entry.ackId === undefined && entry.deliverableAt <= now) deliveries.push(lease(entry));
      }
      return deliveries;
    },
    ack(ackId) {
      const entry = endLease(ackId);
      if (entry === undefined) return false;
      if (entry.duplicates > 0) {
        entry.duplicates -= 1;
        offerAfter(entry, 0);
      } else {
        forget(entry);
      }
      notify();
      return true;
    },
    nack: fail,
    extend(ackId, ms) {
      const entry = leases.get(ackId);
      if (entry === undefined) return false;
      entry.cancelTimer();
      entry.cancelTimer = clock.after(ms, () => fail(ackId));
      return true;
    },
    size: () => entries.length,
    oldest: () =>
      entries.reduce<number | undefined>((at, { message }) => Math.min(at ?? Infinity, message.publishTime), undefined),
    onDeliverable(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      for (const entry of entries) entry.cancelTimer();
      entries = [];
      leases.clear();
      listeners.clear();
    },
  };
}
