// Webhook deliveries: signed, sent once each, kept for a redelivery that somebody has to ask for.
import { createHmac } from 'node:crypto';
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';

export interface WebhookTarget {
  /** Where to deliver; while undefined there is no hook, and events are lost as on GitHub. */
  readonly url: () => string | undefined;
  /** The first one signs, until `rotate` moves on. */
  readonly secrets: readonly [string, ...string[]];
}

/** Deliveries that do not arrive. */
export interface Drop {
  /** Default: all. */
  readonly events?: readonly string[];
  /** How many; default: until lifted. */
  readonly count?: number;
  /** True: GitHub itself loses the event, and no list names it. Default: a failed delivery is listed. */
  readonly lost?: boolean;
}

export interface DeliveryAttempt {
  /** GitHub lists every attempt under an id of its own. */
  readonly id: number;
  /** Emulated milliseconds since the epoch. */
  readonly at: number;
  /** HTTP status; 0 when no answer came within ten emulated seconds. */
  readonly status: number;
  readonly redelivery: boolean;
  /** Seconds until the answer. */
  readonly duration: number;
  /** As sent; empty when nothing left GitHub. */
  readonly headers: Readonly<Record<string, string>>;
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
  /** Where deliveries go now; undefined without a hook. */
  url(): string | undefined;
  /** Whether deliveries are signed. */
  isSigned(): boolean;
  /** Signs with this secret from now on; without one, with the next of those that were given. */
  rotate(secret?: string): void;
  /** Keeps deliveries from arriving; the result lifts it. */
  drop(rule: Drop): () => void;
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
  const drops = new Set<{ readonly rule: Drop; left: number }>();
  let secrets: readonly string[] = target?.secrets ?? [];
  let lastAttempt = 70_000_000;

  const dropped = (event: string): Drop | undefined => {
    for (const drop of drops) {
      if (drop.left <= 0 || drop.rule.events?.includes(event) === false) continue;
      drop.left -= 1;
      return drop.rule;
    }
    return undefined;
  };

  const post = async (delivery: Kept, url: string, headers: Readonly<Record<string, string>>): Promise<number> => {
    const abort = new AbortController();
    const cancel = clock.after(timeout, () => abort.abort());
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: abort.signal,
        headers,
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

  const attempt = (delivery: Kept, redelivery: boolean, failing = false): Promise<void> => {
    const url = target?.url();
    if (url === undefined) return Promise.resolve();
    const at = clock.now();
    lastAttempt += 1;
    const id = lastAttempt;
    const headers = failing ? {} : headersOf(delivery, secrets[0] ?? '');
    const work = (failing ? Promise.resolve(0) : post(delivery, url, headers)).then((status) => {
      delivery.attempts.push({ id, at, status, redelivery, headers, duration: (clock.now() - at) / 1000 });
      inFlight.delete(work);
    });
    inFlight.add(work);
    return work;
  };

  return {
    send(event, payload) {
      if (target?.url() === undefined) return;
      const drop = dropped(event);
      if (drop?.lost === true) return;
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
      void attempt(delivery, false, drop !== undefined);
    },
    deliveries: () => kept,
    url: () => target?.url(),
    isSigned: () => (secrets[0] ?? '') !== '',
    rotate(secret) {
      secrets = secret === undefined ? [...secrets.slice(1), ...secrets.slice(0, 1)] : [secret];
    },
    drop(rule) {
      const drop = { rule, left: rule.count ?? Number.POSITIVE_INFINITY };
      drops.add(drop);
      return () => {
        drops.delete(drop);
      };
    },
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
