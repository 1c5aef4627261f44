// Push delivery: posts the backlog of one subscription to its endpoint and reads the answer as ack or nack.
import type { Clock } from '../kit/clock.ts';
import type { Backlog, Delivery } from './backlog.ts';
import type { WirePushConfig } from './protocol.ts';
import { createPushWindow } from './push-window.ts';
import type { Recorder } from './record.ts';

/** "To acknowledge the message, return one of these": the push subscription page. Everything else is a nack. */
const ACK_STATUS: ReadonlySet<number> = new Set([102, 200, 201, 202, 204]);

/** Makes the bearer token of an authenticated push: the identity token of a service account. */
export type IdentityToken = (request: { readonly email: string; readonly audience: string }) => Promise<string>;

export interface PushOptions {
  readonly clock: Clock;
  readonly subscription: string;
  readonly config: WirePushConfig;
  readonly backlog: Backlog;
  readonly recorder: Recorder;
  /** Requests in flight at most, however wide the window is. */
  readonly concurrency: number;
  /** Wall milliseconds before an unanswered request is given up. */
  readonly httpTimeoutMs: number;
  /** The body says which attempt this is only when there is a dead letter policy. */
  readonly tellsAttempt: boolean;
  readonly identityToken: IdentityToken | undefined;
}

/** Starts pushing; the returned function stops it. Requests in flight are dropped and their leases run out. */
export function startPush(options: PushOptions): () => void {
  const { backlog, clock, concurrency } = options;
  const stopped = new AbortController();
  const window = createPushWindow(concurrency);
  let inFlight = 0;

  const deliver = async (delivery: Delivery): Promise<void> => {
    const sentAt = clock.now();
    const status = await post(options, delivery, stopped.signal);
    inFlight -= 1;
    if (stopped.signal.aborted) return;
    const acked = status !== undefined && ACK_STATUS.has(status);
    // Before the backlog hears of it, which has the next ones sent at once.
    if (!acked) window.failed();
    const inTime = acked ? backlog.ack(delivery.ackId) : backlog.nack(delivery.ackId);
    if (acked && inTime) window.acknowledged();
    else if (acked) window.failed();
    options.recorder.pushed({
      sentAt,
      endedAt: clock.now(),
      subscription: options.subscription,
      endpoint: options.config.pushEndpoint,
      messageId: delivery.message.messageId,
      attempt: delivery.attempt,
      status,
      outcome: inTime ? (acked ? 'ack' : 'nack') : 'late',
    });
    // The slot of a late answer is free now, or one more is there, and no change of the backlog would say so.
    pump();
  };
  const pump = (): void => {
    for (const delivery of backlog.take(Math.max(0, window.size - inFlight))) {
      inFlight += 1;
      void deliver(delivery);
    }
  };

  const unsubscribe = backlog.onDeliverable(pump);
  pump();
  return () => {
    unsubscribe();
    stopped.abort();
  };
}

/** The status of the answer; undefined when there was none. */
async function post(options: PushOptions, delivery: Delivery, stop: AbortSignal): Promise<number | undefined> {
  const { config, identityToken } = options;
  const headers = new Headers({ 'content-type': 'application/json', 'user-agent': 'CloudPubSub-Google' });
  try {
    if (config.oidcToken && identityToken) {
      const { serviceAccountEmail: email, audience } = config.oidcToken;
      const token = await identityToken({ email, audience: audience || config.pushEndpoint });
      headers.set('authorization', `Bearer ${token}`);
    }
    const response = await fetch(config.pushEndpoint, {
      method: 'POST',
      headers,
      body: JSON.stringify(pushBody(options.subscription, delivery, options.tellsAttempt)),
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(options.httpTimeoutMs)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}

/** The wrapper of a pushed message: each field in both spellings, as the service sends it. */
function pushBody(subscription: string, { message, attempt }: Delivery, tellsAttempt: boolean): object {
  const publishTime = new Date(message.publishTime).toISOString();
  return {
    message: {
      ...(Object.keys(message.attributes).length > 0 ? { attributes: message.attributes } : {}),
      data: message.data.toString('base64'),
      messageId: message.messageId,
      message_id: message.messageId,
      ...(message.orderingKey === '' ? {} : { orderingKey: message.orderingKey }),
      publishTime,
      publish_time: publishTime,
    },
    subscription,
    ...(tellsAttempt ? { deliveryAttempt: attempt } : {}),
  };
}
