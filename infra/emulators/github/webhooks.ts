// Webhook deliveries: signed, sent once each, kept for a redelivery that somebody has to ask for.
// May import: node built-ins, ../kit.
import { createHmac } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';

export interface WebhookTarget {
  /** Where to deliver; while undefined there is no hook, and events are lost as on GitHub. */
  readonly url: () => string | undefined;
  /** The first one signs. */
  readonly secrets: readonly [string, ...string[]];
}

export interface DeliveryAttempt {
  /** Emulated milliseconds since the epoch. */
  readonly at: number;
  /** HTTP status; 0 when no answer came within ten emulated seconds. */
  readonly status: number;
  readonly redelivery: boolean;
}

export interface Delivery {
  /** The X-GitHub-Delivery GUID; a redelivery keeps it. */
  readonly id: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Status of the last attempt; undefined while the first one is in flight. */
  readonly status: number | undefined;
  readonly attempts: readonly DeliveryAttempt[];
}

export interface Webhooks {
  /** Starts a delivery and does not wait for it. */
  send(event: string, payload: Readonly<Record<string, unknown>>): void;
  deliveries(): readonly Delivery[];
  /** Sends a delivery again under its id and waits for the answer; throws UnknownDelivery. */
  redeliver(id: string): Promise<void>;
  /** Resolves when no delivery is in flight. */
  idle(): Promise<void>;
}

export class UnknownDelivery extends Error {
  constructor(id: string) {
    super(`no delivery has the id ${id}`);
    this.name = 'UnknownDelivery';
  }
}

const timeout = 10_000;
/** A larger payload is not delivered at all. */
const largestPayload = 25 * 1024 * 1024;

interface Kept extends Delivery {
  readonly body: string;
  readonly attempts: DeliveryAttempt[];
}

export function createWebhooks(clock: Clock, random: Random, target: WebhookTarget | undefined): Webhooks {
  const kept: Kept[] = [];
  const inFlight = new Set<Promise<void>>();

  const post = async (delivery: Kept, url: string, secret: string): Promise<number> => {
    const abort = new AbortController();
    const cancel = clock.after(timeout, () => abort.abort());
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: abort.signal,
        headers: headersOf(delivery, secret),
        body: delivery.body,
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    } finally {
      cancel();
    }
  };

  const attempt = (delivery: Kept, redelivery: boolean): Promise<void> => {
    const url = target?.url();
    if (target === undefined || url === undefined) return Promise.resolve();
    const at = clock.now();
    const work = post(delivery, url, target.secrets[0]).then((status) => {
      delivery.attempts.push({ at, status, redelivery });
      inFlight.delete(work);
    });
    inFlight.add(work);
    return work;
  };

  return {
    send(event, payload) {
      if (target?.url() === undefined) return;
      const body = JSON.stringify(payload);
      if (Buffer.byteLength(body) > largestPayload) return;
      const attempts: DeliveryAttempt[] = [];
      const delivery: Kept = {
        id: guid(random),
        event,
        // A copy: the delivery keeps what was sent, whatever becomes of the state behind it.
        payload: JSON.parse(body) as Record<string, unknown>,
        body,
        attempts,
        get status() {
          return attempts.at(-1)?.status;
        },
      };
      kept.push(delivery);
      void attempt(delivery, false);
    },
    deliveries: () => kept,
    async redeliver(id) {
      const delivery = kept.find((one) => one.id === id);
      if (delivery === undefined) throw new UnknownDelivery(id);
      await attempt(delivery, true);
    },
    async idle() {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}

function headersOf(delivery: Kept, secret: string): Record<string, string> {
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-delivery': delivery.id,
    'x-github-event': delivery.event,
    'x-github-hook-id': '1',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(delivery.body).digest('hex')}`,
  };
}

function guid(random: Random): string {
  const variant = (8 + random.integer(0, 3)).toString(16);
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-${variant}${random.hex(3)}-${random.hex(12)}`;
}
