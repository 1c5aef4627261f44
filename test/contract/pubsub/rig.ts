// Our emulator on a virtual clock, with the real client and push endpoints: time passes only when a test says so.
import type { CreateSubscriptionOptions, PubSub, Topic, v1 } from '@google-cloud/pubsub';
import { type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import {
  createPubSubEmulator,
  type PubSubEmulator,
  type PubSubEmulatorOptions,
  type PushRecord,
} from '../../../infra/emulators/pubsub/index.ts';
import { publisherClient, pubSubClient, subscriberClient } from './client.ts';
import { type Endpoint, pushEndpoint } from './endpoint.ts';
import { HANGS_MS } from '../../limits.ts';

export const gaxOpts = { timeout: HANGS_MS };

export interface PubSubRig {
  readonly clock: VirtualClock;
  readonly emulator: PubSubEmulator;
  readonly client: PubSub;
  /** The generated clients, for the calls that the other one hides. */
  readonly subscriber: v1.SubscriberClient;
  readonly publisher: v1.PublisherClient;
  /** Topic `tasks`. */
  readonly topic: Topic;
  readonly endpoint: Endpoint;
  /** Makes push subscription `tasks` to `endpoint`. */
  subscribe(options?: CreateSubscriptionOptions): Promise<void>;
  publish(data: string, orderingKey?: string): Promise<string>;
  /** The next push attempt whose fate the emulator has recorded. */
  recorded(): Promise<PushRecord>;
  close(): Promise<void>;
}

export async function pubSubRig(options: Partial<PubSubEmulatorOptions> = {}): Promise<PubSubRig> {
  const clock = virtualClock();
  const emulator = createPubSubEmulator({ clock, random: seededRandom(3), ...options });
  const { port } = await emulator.listen();
  const client = pubSubClient(port);
  const subscriber = subscriberClient(port);
  const publisher = publisherClient(port);
  const endpoint = await pushEndpoint();
  await client.createTopic('tasks', gaxOpts);
  const topic = client.topic('tasks', { messageOrdering: true, batching: { maxMessages: 1 }, gaxOpts });

  const done: PushRecord[] = [];
  const takers: ((push: PushRecord) => void)[] = [];
  emulator.record.onPush((push) => {
    const taker = takers.shift();
    if (taker) taker(push);
    else done.push(push);
  });

  return {
    clock,
    emulator,
    client,
    subscriber,
    publisher,
    topic,
    endpoint,
    async subscribe(extra = {}) {
      const push = extra.pushConfig === undefined ? { pushEndpoint: endpoint.url } : {};
      await topic.createSubscription('tasks', { ...push, gaxOpts, ...extra });
    },
    publish: (data, orderingKey) =>
      topic.publishMessage({ data: Buffer.from(data), ...(orderingKey === undefined ? {} : { orderingKey }) }),
    recorded() {
      const push = done.shift();
      return push ? Promise.resolve(push) : new Promise((resolve) => takers.push(resolve));
    },
    async close() {
      await Promise.all([client.close(), subscriber.close(), publisher.close()]);
      await emulator.close();
      await endpoint.close();
    },
  };
}
