// The calls of google.pubsub.v1.Subscriber.
import type { Clock } from '../kit/clock.ts';
import type { Backlog, Delivery } from './backlog.ts';
import type { Broker, Subscription } from './broker.ts';
import { projectOf } from './names.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { toSeconds, type WirePushConfig, type WireSubscription } from './protocol.ts';
import { RpcError } from './rpc-error.ts';
import type { Methods } from './server.ts';
import { readPushConfig, readSubscription } from './subscription-config.ts';

/** Emulated milliseconds that a pull waits for a first message. */
const PULL_WAIT_MS = 20_000;

interface Named {
  readonly subscription: string;
}

export function subscriberMethods(broker: Broker, clock: Clock, signsTokens: boolean): Methods {
  return {
    CreateSubscription: (asked: WireSubscription) =>
      broker.addSubscription(readSubscription(asked, signsTokens)).resource,
    GetSubscription: ({ subscription }: Named) => broker.subscription(subscription).resource,
    ListSubscriptions(request: PageRequest & { readonly project: string }) {
      const all = broker
        .subscriptions()
        .map(({ resource }) => resource)
        .filter(({ name }) => `projects/${projectOf(name)}` === request.project);
      const { items, nextPageToken } = pageOf(all, request);
      return { subscriptions: items, nextPageToken };
    },
    DeleteSubscription({ subscription }: Named) {
      broker.removeSubscription(subscription);
      return {};
    },
    ModifyPushConfig({ subscription, pushConfig }: Named & { readonly pushConfig: WirePushConfig | null }) {
      broker.subscription(subscription);
      broker.setPush(subscription, readPushConfig(pushConfig, signsTokens));
      return {};
    },
    async Pull(request: Named & { readonly maxMessages: number; readonly returnImmediately: boolean }, signal) {
      const found = broker.subscription(request.subscription);
      if (found.push)
        throw new RpcError('FAILED_PRECONDITION', 'This method is not supported for this subscription type.');
      if (request.maxMessages <= 0) throw new RpcError('INVALID_ARGUMENT', 'maxMessages must be greater than 0');
      const ready = found.backlog.take(request.maxMessages);
      if (ready.length === 0 && !request.returnImmediately) await deliverable(found.backlog, clock, signal);
      const deliveries = ready.length > 0 ? ready : signal.aborted ? [] : found.backlog.take(request.maxMessages);
      return { receivedMessages: deliveries.map((delivery) => received(delivery, found)) };
    },
    Acknowledge({ subscription, ackIds }: Named & { readonly ackIds: readonly string[] }) {
      const { backlog } = broker.subscription(subscription);
      // An expired id is no error: the message simply comes again.
      for (const ackId of ackIds) backlog.ack(ackId);
      return {};
    },
    ModifyAckDeadline(request: Named & { readonly ackIds: readonly string[]; readonly ackDeadlineSeconds: number }) {
      const { backlog } = broker.subscription(request.subscription);
      const seconds = request.ackDeadlineSeconds;
      if (seconds < 0 || seconds > 600)
        throw new RpcError('INVALID_ARGUMENT', `Invalid ack deadline given: ${seconds}`);
      for (const ackId of request.ackIds) {
        if (seconds === 0) backlog.nack(ackId);
        else backlog.extend(ackId, seconds * 1000);
      }
      return {};
    },
  };
}

function received({ ackId, message, attempt }: Delivery, { config }: Subscription): object {
  return {
    ackId,
    message: { ...message, publishTime: toSeconds(message.publishTime) },
    deliveryAttempt: config.deadLetter ? attempt : 0,
  };
}

/** Resolves when something may be taken, when the caller is gone, or after the longest wait. */
function deliverable(backlog: Backlog, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      unsubscribe();
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const unsubscribe = backlog.onDeliverable(end);
    const cancel = clock.after(PULL_WAIT_MS, end);
    signal.addEventListener('abort', end, { once: true });
  });
}
