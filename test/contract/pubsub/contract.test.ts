// One contract, two subjects: our emulator and (where it is installed) Google's, both through the real client.
import type { PubSub, Topic } from '@google-cloud/pubsub';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createPubSubEmulator } from '../../../infra/emulators/pubsub/index.ts';
import { pubSubClient } from './client.ts';
import { pushEndpoint } from './endpoint.ts';
import { findGoogleEmulator, startGoogleEmulator } from './google-emulator.ts';
import { HANGS_MS } from '../../limits.ts';

interface Subject {
  readonly name: string;
  /** Why this subject cannot be examined here. */
  readonly absent?: string;
  /** A second of wall time passes before each redelivery. */
  readonly redeliversSlowly?: boolean;
  start(): Promise<{ readonly port: number; stop(): Promise<void> }>;
}

const google = findGoogleEmulator();
const subjects: readonly Subject[] = [
  {
    name: 'our emulator',
    async start() {
      const emulator = createPubSubEmulator({ clock: scaledClock(20), random: seededRandom(1) });
      const { port } = await emulator.listen();
      return { port, stop: () => emulator.close() };
    },
  },
  'jar' in google
    ? { name: "Google's emulator", redeliversSlowly: true, start: () => startGoogleEmulator(google.jar) }
    : { name: "Google's emulator", absent: google.absent, start: () => Promise.reject(new TypeError(google.absent)) },
];

const gaxOpts = { timeout: HANGS_MS };

for (const subject of subjects) {
  const reason = subject.absent === undefined ? '' : ` (skipped: ${subject.absent})`;
  describe.skipIf(subject.absent !== undefined)(subject.name + reason, () => {
    let stop = async (): Promise<void> => undefined;
    let client: PubSub;
    let port = 0;
    beforeAll(async () => {
      const started = await subject.start();
      stop = () => started.stop();
      port = started.port;
      client = pubSubClient(port);
    });
    afterAll(async () => {
      await client.close();
      await stop();
    });

    const createTopic = async (name: string): Promise<Topic> => {
      await client.createTopic(name, gaxOpts);
      return client.topic(name, { messageOrdering: true, batching: { maxMessages: 1 }, gaxOpts });
    };
    const codeOf = (call: Promise<unknown>): Promise<unknown> =>
      call.then(
        () => 'ok',
        (error: { readonly code: unknown }) => error.code,
      );

    // Concurrent, because Google's emulator redelivers once a second of wall time.
    describe.concurrent('contract', () => {
      it('keeps topics and subscriptions by name', async ({ expect }) => {
        const topic = await createTopic('crud');
        expect(await codeOf(client.createTopic('crud', gaxOpts))).toBe(6);
        expect(await codeOf(client.topic('crud-none').getMetadata(gaxOpts))).toBe(5);
        const [subscription] = await topic.createSubscription('crud-sub', { ackDeadlineSeconds: 30, gaxOpts });
        expect(await codeOf(topic.createSubscription('crud-sub', { gaxOpts }))).toBe(6);
        expect(await codeOf(client.topic('crud-none').createSubscription('crud-none', { gaxOpts }))).toBe(5);
        const [metadata] = await subscription.getMetadata(gaxOpts);
        expect(metadata).toMatchObject({
          name: 'projects/demo/subscriptions/crud-sub',
          topic: 'projects/demo/topics/crud',
          ackDeadlineSeconds: 30,
        });
        const [topics] = await client.getTopics({ gaxOpts });
        expect(topics.map(({ name }) => name)).toContain('projects/demo/topics/crud');
        await topic.delete(gaxOpts);
        expect((await subscription.getMetadata(gaxOpts))[0].topic).toBe('_deleted-topic_');
        await subscription.delete(gaxOpts);
        expect(await codeOf(subscription.getMetadata(gaxOpts))).toBe(5);
      });

      it('refuses empty messages and unknown topics', async ({ expect }) => {
        const topic = await createTopic('refuse');
        expect(await codeOf(topic.publishMessage({ data: Buffer.alloc(0) }))).toBe(3);
        expect(await codeOf(client.topic('refuse-none', { gaxOpts }).publishMessage({ data: Buffer.from('x') }))).toBe(
          5,
        );
      });

      it('takes messages over plain HTTP on the same port', async ({ expect }) => {
        const endpoint = await pushEndpoint();
        const topic = await createTopic('plain');
        const options = { pushEndpoint: endpoint.url, enableMessageOrdering: true, gaxOpts };
        await topic.createSubscription('plain-push', options);
        const send = async (to: string, body: string) => {
          const url = `http://127.0.0.1:${port}/v1/projects/demo/topics/${to}:publish`;
          const headers = { 'content-type': 'application/json' };
          const answer = await fetch(url, { method: 'POST', headers, body });
          const { error, messageIds } = (await answer.json()) as {
            readonly error?: { readonly status: string };
            readonly messageIds?: readonly string[];
          };
          return { status: answer.status, error: error?.status, messageIds };
        };
        const data = Buffer.from('hello').toString('base64');
        const sent = await send('plain', JSON.stringify({ messages: [{ data, orderingKey: 'k' }] }));
        expect(sent).toMatchObject({ status: 200, messageIds: [expect.any(String)] });
        const push = await endpoint.next();
        expect([push.text, push.body.message.messageId]).toEqual(['hello', sent.messageIds?.[0]]);
        push.answer(204);
        expect(await send('plain-none', JSON.stringify({ messages: [{ data }] }))).toMatchObject({
          status: 404,
          error: 'NOT_FOUND',
        });
        for (const body of [
          '{}',
          '{"messages":[{}]}',
          '{"messages":[{"data":"*"}]}',
          '{"messages":[{"date":"eA=="}]}',
          '{',
        ])
          expect([body, await send('plain', body)]).toMatchObject([body, { status: 400, error: 'INVALID_ARGUMENT' }]);
        await endpoint.close();
      });

      it('pushes in the wrapper', async ({ expect }) => {
        const endpoint = await pushEndpoint();
        const topic = await createTopic('wrap');
        await topic.createSubscription('wrap-push', { pushEndpoint: endpoint.url, gaxOpts });
        const messageId = await topic.publishMessage({ data: Buffer.from('hello'), attributes: { run: 'r1' } });
        const push = await endpoint.next();
        expect(push.body).toMatchObject({
          subscription: 'projects/demo/subscriptions/wrap-push',
          message: { messageId, message_id: messageId, attributes: { run: 'r1' } },
        });
        expect(push.body.message.publish_time).toBe(push.body.message.publishTime);
        expect(push.headers.get('content-type')).toContain('application/json');
        expect(push.text).toBe('hello');
        push.answer(204);
        await endpoint.close();
      });

      it.for([500, 302, 400, 503])('pushes again after %i, and no more after 200', async (status, { expect }) => {
        const endpoint = await pushEndpoint();
        const topic = await createTopic(`again-${status}`);
        await topic.createSubscription(`again-${status}`, { pushEndpoint: endpoint.url, gaxOpts });
        await topic.publishMessage({ data: Buffer.from('1') });
        const first = await endpoint.next();
        first.answer(status);
        const second = await endpoint.next();
        expect(second.body.message.messageId).toBe(first.body.message.messageId);
        second.answer(200);
        await topic.publishMessage({ data: Buffer.from('2') });
        const third = await endpoint.next();
        expect(third.text).toBe('2');
        third.answer(200);
        await endpoint.close();
      });

      it('holds an ordering key while its first message fails; other keys go on', async ({ expect }) => {
        const endpoint = await pushEndpoint();
        const topic = await createTopic('order');
        const options = { pushEndpoint: endpoint.url, enableMessageOrdering: true, gaxOpts };
        await topic.createSubscription('order', options);
        for (const data of ['a1', 'a2', 'a3'])
          await topic.publishMessage({ data: Buffer.from(data), orderingKey: 'a' });
        const first = await endpoint.next();
        expect(first.text).toBe('a1');
        await topic.publishMessage({ data: Buffer.from('b1'), orderingKey: 'b' });
        const other = await endpoint.next();
        expect(other.text).toBe('b1');
        other.answer(204);
        first.answer(500);
        const order: string[] = [];
        while (order.length < 3) {
          const push = await endpoint.next();
          order.push(push.text);
          push.answer(204);
        }
        expect(order).toEqual(['a1', 'a2', 'a3']);
        await endpoint.close();
      });

      const slow = subject.redeliversSlowly ? ' (skipped: five attempts take this emulator more than 5 s)' : '';
      it.skipIf(slow !== '')(
        `moves a message to the dead letter topic after its attempts${slow}`,
        async ({ expect }) => {
          const [endpoint, dead] = [await pushEndpoint(), await pushEndpoint()];
          const topic = await createTopic('poison');
          const graveyard = await createTopic('poison-dead');
          await graveyard.createSubscription('poison-dead', { pushEndpoint: dead.url, gaxOpts });
          await topic.createSubscription('poison', {
            pushEndpoint: endpoint.url,
            deadLetterPolicy: { deadLetterTopic: graveyard.name, maxDeliveryAttempts: 5 },
            gaxOpts,
          });
          await topic.publishMessage({ data: Buffer.from('poison'), attributes: { run: 'r1' } });
          for (let attempt = 1; attempt <= 5; attempt += 1) (await endpoint.next()).answer(500);
          const letter = await dead.next();
          letter.answer(204);
          expect(letter.text).toBe('poison');
          expect(letter.body.message.attributes).toMatchObject({
            run: 'r1',
            CloudPubSubDeadLetterSourceDeliveryCount: '5',
            CloudPubSubDeadLetterSourceSubscription: 'poison',
            CloudPubSubDeadLetterSourceSubscriptionProject: 'demo',
          });
          expect(endpoint.waiting()).toEqual([]);
          await Promise.all([endpoint.close(), dead.close()]);
        },
      );
    });
  });
}
