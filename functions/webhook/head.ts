// What the head of a request says of a delivery: enough to refuse most of what is none before its body is read.
// Source: GitHub, "Webhook events and payloads", "Delivery headers".
import type { IncomingMessage } from 'node:http';

export interface Head {
  readonly delivery: string;
  readonly event: string;
  /** Well-formed; whether it is right only the body can tell. */
  readonly signature: string;
}

export interface Refusal {
  readonly status: 400 | 401 | 405;
  /** What to do, where it can be GitHub that is refused. */
  readonly hint?: string;
}

const EVENT = /^[a-z0-9_]{1,64}$/;
const DELIVERY = /^[\w-]{1,64}$/;
const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

export function readHead({ method, headers }: IncomingMessage): Head | Refusal {
  if (method !== 'POST') return { status: 405 };
  const [delivery, event, signature] = ['x-github-delivery', 'x-github-event', 'x-hub-signature-256'].map((name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : '';
  }) as [string, string, string];
  if (!DELIVERY.test(delivery) || !EVENT.test(event)) return { status: 400 };
  if (signature === '') return { status: 401, hint: 'give the webhook a secret, and WEBHOOK_SECRETS the same one' };
  return SIGNATURE.test(signature) ? { delivery, event, signature } : { status: 401 };
}
