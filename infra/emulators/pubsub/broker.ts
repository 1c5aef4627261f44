// Topics and subscriptions, and the way of a message from one to the other.
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import { type Backlog, createBacklog } from './backlog.ts';
import type { DeliveryFaults } from './delivery-faults.ts';
import type { Message } from './message.ts';
import { idOf, projectOf } from './names.ts';
import type { WirePushConfig, WireSubscription, WireTopic } from './protocol.ts';
import { type IdentityToken, startPush } from './push.ts';
import type { Recorder } from './record.ts';
import { retryDelay } from './retry-delay.ts';
import { RpcError } from './rpc-error.ts';
import type { SubscriptionConfig } from './subscription-config.ts';

export interface BrokerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly recorder: Recorder;
  readonly deliveryFaults: DeliveryFaults;
  readonly pushConcurrency: number;
  readonly httpTimeoutMs: number;
  readonly identityToken: IdentityToken | undefined;
}

export interface Subscription {
  readonly config: SubscriptionConfig;
  /** As GetSubscription answers it now: the topic and the push configuration may have changed. */
  readonly resource: WireSubscription;
  readonly push: WirePushConfig | undefined;
  readonly backlog: Backlog;
}

export interface Broker {
  /** Throws ALREADY_EXISTS. */
  addTopic(topic: WireTopic): void;
  /** Throws NOT_FOUND. */
  topic(name: string): WireTopic;
  topics(): readonly WireTopic[];
  /** Its subscriptions stay, with what they still owe. Throws NOT_FOUND. */
  removeTopic(name: string): void;
  /** Returns the message ids. Throws NOT_FOUND. */
  publish(topic: string, contents: readonly Omit<Message, 'messageId' | 'publishTime'>[]): readonly string[];
  /** Throws NOT_FOUND (the topic, the dead letter topic), ALREADY_EXISTS. */
  addSubscription(config: SubscriptionConfig): Subscription;
  /** Throws NOT_FOUND. */
  subscription(name: string): Subscription;
  subscriptions(): readonly Subscription[];
  /** Throws NOT_FOUND. */
  removeSubscription(name: string): void;
  /** Undefined makes it a pull subscription. Throws NOT_FOUND. */
  setPush(name: string, push: WirePushConfig | undefined): void;
  close(): void;
}

/** What GetSubscription says once the topic is gone. */
const DELETED_TOPIC = '_deleted-topic_';

interface Live extends Subscription {
  resource: WireSubscription;
  push: WirePushConfig | undefined;
  stopPush: () => void;
}

export function createBroker(options: BrokerOptions): Broker {
  const { clock, random, recorder, deliveryFaults } = options;
  const topics = new Map<string, WireTopic>();
  const subscriptions = new Map<string, Live>();
  let nextId = random.integer(1, 9) * 1e15;

  const find = <Value>(map: ReadonlyMap<string, Value>, name: string, field: string): Value => {
    const found = map.get(name);
    if (found === undefined) throw new RpcError('NOT_FOUND', `Resource not found (resource=${name}, ${field}).`);
    return found;
  };
  const topic = (name: string): WireTopic => find(topics, name, 'topic');
  const subscription = (name: string): Live => find(subscriptions, name, 'subscription');

  const publish: Broker['publish'] = (name, contents) => {
    topic(name);
    return contents.map((content) => {
      nextId += 1;
      const message: Message = { ...content, messageId: String(nextId), publishTime: clock.now() };
      recorder.published({ topic: name, message });
      for (const { resource, backlog } of subscriptions.values()) {
        if (resource.topic === name) backlog.add(message, deliveryFaults.meet(message, resource.name));
      }
      return message.messageId;
    });
  };

  const giveUp = (config: SubscriptionConfig, message: Message, failures: number): boolean => {
    const { deadLetter, resource } = config;
    // A missing dead letter topic must not lose the message: it keeps coming, as in the service.
    if (!deadLetter || failures < deadLetter.maxAttempts || !topics.has(deadLetter.topic)) return false;
    const attributes = {
      ...message.attributes,
      CloudPubSubDeadLetterSourceDeliveryCount: String(failures),
      CloudPubSubDeadLetterSourceSubscription: idOf(resource.name),
      CloudPubSubDeadLetterSourceSubscriptionProject: projectOf(resource.name),
      CloudPubSubDeadLetterSourceTopicPublishTime: new Date(message.publishTime).toISOString(),
    };
    publish(deadLetter.topic, [{ data: message.data, attributes, orderingKey: message.orderingKey }]);
    return true;
  };

  const startPushing = (live: Live): void => {
    live.stopPush();
    live.stopPush = () => undefined;
    if (live.push === undefined) return;
    live.stopPush = startPush({
      clock,
      recorder,
      subscription: live.resource.name,
      config: live.push,
      backlog: live.backlog,
      concurrency: options.pushConcurrency,
      httpTimeoutMs: options.httpTimeoutMs,
      tellsAttempt: live.config.deadLetter !== undefined,
      identityToken: options.identityToken,
    });
  };

  return {
    topic,
    topics: () => sortedByName([...topics.values()], ({ name }) => name),
    addTopic(added) {
      if (topics.has(added.name)) throw alreadyExists(added.name);
      topics.set(added.name, added);
    },
    removeTopic(name) {
      topic(name);
      topics.delete(name);
      for (const live of subscriptions.values()) {
        if (live.resource.topic === name) live.resource = { ...live.resource, topic: DELETED_TOPIC };
      }
    },
    publish,
    subscription,
    subscriptions: () => sortedByName([...subscriptions.values()], ({ resource }) => resource.name),
    addSubscription(config) {
      const { resource, push } = config;
      topic(resource.topic);
      if (config.deadLetter) topic(config.deadLetter.topic);
      if (subscriptions.has(resource.name)) throw alreadyExists(resource.name);
      const backlog = createBacklog({
        clock,
        random,
        ackDeadlineMs: config.ackDeadlineMs,
        ordered: config.ordered,
        retryDelay: (failures) => retryDelay(failures, config.backoff, live.push !== undefined),
        giveUp: (message, failures) => giveUp(config, message, failures),
      });
      const live: Live = { config, resource, push, backlog, stopPush: () => undefined };
      subscriptions.set(resource.name, live);
      startPushing(live);
      return live;
    },
    removeSubscription(name) {
      const live = subscription(name);
      live.stopPush();
      live.backlog.close();
      subscriptions.delete(name);
    },
    setPush(name, push) {
      const live = subscription(name);
      live.push = push;
      live.resource = { ...live.resource, pushConfig: push ?? null };
      startPushing(live);
    },
    close() {
      for (const live of subscriptions.values()) {
        live.stopPush();
        live.backlog.close();
      }
    },
  };
}

function alreadyExists(name: string): RpcError {
  return new RpcError('ALREADY_EXISTS', `Resource already exists in the project (resource=${name}).`);
}

function sortedByName<Value>(values: Value[], name: (value: Value) => string): readonly Value[] {
  return values.sort((a, b) => (name(a) < name(b) ? -1 : 1));
}
