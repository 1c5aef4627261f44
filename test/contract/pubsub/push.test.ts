// Push delivery in emulated time: backoff, ack deadlines, ordering, dead letters, concurrency.
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccountsEmulator } from '../../../infra/emulators/accounts/index.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import type { PushRecord } from '../../../infra/emulators/pubsub/index.ts';
import type { Push } from './endpoint.ts';
import { gaxOpts, type PubSubRig, pubSubRig } from './rig.ts';

const SUBSCRIPTION = 'projects/demo/subscriptions/tasks';
const PUSHER = 'push@demo.iam.gserviceaccount.com';

let rig: PubSubRig;
beforeEach(async () => {
  rig = await pubSubRig();
});
afterEach(() => rig.close());

/** Fails the next request with 500 and waits until the emulator knows. */
async function failNext(): Promise<PushRecord> {
  (await rig.endpoint.next()).answer(500);
  return rig.recorded();
}

/** The next so many requests, in the order in which they come. */
async function nextOf(count: number): Promise<readonly Push[]> {
  const found: Push[] = [];
  while (found.length < count) found.push(await rig.endpoint.next());
  return found;
}

/** Asserts that the next delivery is sent exactly `ms` from now; fails it. */
async function expectNextAfter(ms: number): Promise<void> {
  const due = rig.clock.now() + ms;
  // A millisecond past the due time would show up in `sentAt`, and so would any send before it.
  await rig.clock.advance(ms + 50);
  expect((await failNext()).sentAt).toBe(due);
}

describe('answers', () => {
  it.each([200, 201, 202, 204])('%i acknowledges', async (status) => {
    await rig.subscribe();
    await rig.publish('x');
    (await rig.endpoint.next()).answer(status);
    expect(await rig.recorded()).toMatchObject({ outcome: 'ack', status, attempt: 1 });
    expect(rig.emulator.backlog(SUBSCRIPTION)).toBe(0);
  });

  it.each([203, 302, 404, 429, 503])('%i does not', async (status) => {
    await rig.subscribe();
    await rig.publish('x');
    (await rig.endpoint.next()).answer(status);
    expect(await rig.recorded()).toMatchObject({ outcome: 'nack', status });
    expect(rig.emulator.backlog(SUBSCRIPTION)).toBe(1);
  });

  it('counts an endpoint that is not there as a failure', async () => {
    await rig.subscribe();
    await rig.endpoint.close();
    await rig.publish('x');
    expect(await rig.recorded()).toMatchObject({ outcome: 'nack', status: undefined });
  });
});

describe('redelivery', () => {
  it('backs off from 100 ms, doubling, without a retry policy', async () => {
    await rig.subscribe();
    await rig.publish('x');
    await failNext();
    for (const ms of [100, 200, 400, 800]) await expectNextAfter(ms);
  });

  it('follows the retry policy up to its maximum', async () => {
    await rig.subscribe({ retryPolicy: { minimumBackoff: { seconds: 2 }, maximumBackoff: { seconds: 5 } } });
    await rig.publish('x');
    await failNext();
    for (const ms of [2000, 4000, 5000, 5000]) await expectNextAfter(ms);
  });

  it('delivers again beside a slow handler, whose late answer counts for nothing', async () => {
    await rig.subscribe({ ackDeadlineSeconds: 15 });
    await rig.publish('x');
    const slow = await rig.endpoint.next();
    const sentAt = rig.clock.now();
    await rig.clock.advance(16_000);
    const second = await rig.endpoint.next();
    expect(second.body.message.messageId).toBe(slow.body.message.messageId);
    slow.answer(204);
    expect(await rig.recorded()).toMatchObject({ outcome: 'late', attempt: 1 });
    expect(rig.emulator.backlog(SUBSCRIPTION)).toBe(1);
    second.answer(204);
    const [deadline, backoff] = [15_000, 100];
    expect(await rig.recorded()).toMatchObject({ outcome: 'ack', attempt: 2, sentAt: sentAt + deadline + backoff });
    expect(rig.emulator.backlog(SUBSCRIPTION)).toBe(0);
  });
});

describe('the wrapper', () => {
  it('carries the ordering key, and the attempt only with a dead letter policy', async () => {
    await rig.subscribe();
    await rig.publish('x', 'unit-1');
    const plain = await rig.endpoint.next();
    expect(plain.body.message).toMatchObject({ orderingKey: 'unit-1', publishTime: '2026-01-01T00:00:00.000Z' });
    expect(plain.body).not.toHaveProperty('deliveryAttempt');
    expect(plain.body.message).not.toHaveProperty('attributes');
    plain.answer(204);
  });

  it('has no identity token where none is asked for, and none can be asked for where none can be made', async () => {
    await rig.subscribe();
    await rig.publish('x');
    const push = await rig.endpoint.next();
    expect(push.headers.has('authorization')).toBe(false);
    push.answer(204);
    const pushConfig = { pushEndpoint: rig.endpoint.url, oidcToken: { serviceAccountEmail: PUSHER, audience: '' } };
    await expect(rig.topic.createSubscription('authed', { pushConfig, gaxOpts })).rejects.toMatchObject({ code: 12 });
  });

  it.each([
    ['the endpoint with its path', '', () => rig.endpoint.url],
    ['what the subscription names', 'https://planner.example.com', () => 'https://planner.example.com'],
  ])('carries an identity token for %s', async (_, audience, expected) => {
    await rig.close();
    const clock = virtualClock();
    const accounts = createAccountsEmulator({ clock, random: seededRandom(4) });
    rig = await pubSubRig({ identityToken: accounts.identityToken });
    const oidcToken = { serviceAccountEmail: PUSHER, audience };
    await rig.subscribe({ pushConfig: { pushEndpoint: rig.endpoint.url, oidcToken } });
    await rig.publish('x');
    const push = await rig.endpoint.next();
    push.answer(204);
    const [scheme, token = ''] = (push.headers.get('authorization') ?? '').split(' ');
    expect(scheme).toBe('Bearer');
    const certs = await accounts.handler(new Request('http://accounts/oauth2/v3/certs'));
    const { payload } = await jwtVerify(token, createLocalJWKSet((await certs.json()) as JSONWebKeySet), {
      currentDate: new Date(clock.now()),
    });
    expect(payload).toMatchObject({ aud: expected(), email: PUSHER, email_verified: true });
  });
});

describe('ordering', () => {
  it('sends one message of a key at a time, in order, while other keys overtake', async () => {
    await rig.subscribe({ enableMessageOrdering: true });
    for (const data of ['a1', 'a2']) await rig.publish(data, 'a');
    await rig.publish('b1', 'b');
    await rig.publish('free');
    const first = [await rig.endpoint.next(), await rig.endpoint.next(), await rig.endpoint.next()];
    expect(first.map(({ text }) => text)).toEqual(['a1', 'b1', 'free']);
    // Those that are acknowledged first leave room for the key after its failure.
    for (const push of [...first].reverse()) {
      push.answer(push.text === 'a1' ? 500 : 204);
      await rig.recorded();
    }
    await rig.clock.advance(100);
    const again = await rig.endpoint.next();
    expect(again.text).toBe('a1');
    // Whatever is sent before this moment has an earlier `sentAt`.
    await rig.clock.advance(1000);
    again.answer(204);
    await rig.recorded();
    const next = await rig.endpoint.next();
    expect(next.text).toBe('a2');
    next.answer(204);
    expect(await rig.recorded()).toMatchObject({ sentAt: rig.clock.now() });
  });
});

describe('dead letters', () => {
  it('get the message after the last attempt, and its key goes on', async () => {
    await rig.client.createTopic('dead', gaxOpts);
    await rig.client.topic('dead').createSubscription('dead', { gaxOpts });
    await rig.subscribe({
      enableMessageOrdering: true,
      deadLetterPolicy: { deadLetterTopic: 'projects/demo/topics/dead', maxDeliveryAttempts: 5 },
      retryPolicy: { minimumBackoff: { seconds: 0 }, maximumBackoff: { seconds: 0 } },
    });
    await rig.publish('poison', 'a');
    await rig.publish('next', 'a');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const push = await rig.endpoint.next();
      expect(push.body.deliveryAttempt).toBe(attempt);
      push.answer(500);
    }
    const next = await rig.endpoint.next();
    expect(next.text).toBe('next');
    next.answer(204);
    const [{ receivedMessages }] = await rig.subscriber.pull(
      { subscription: 'projects/demo/subscriptions/dead', maxMessages: 10 },
      gaxOpts,
    );
    expect(receivedMessages).toHaveLength(1);
    expect(receivedMessages?.[0]?.message).toMatchObject({
      orderingKey: 'a',
      attributes: {
        CloudPubSubDeadLetterSourceDeliveryCount: '5',
        CloudPubSubDeadLetterSourceSubscription: 'tasks',
        CloudPubSubDeadLetterSourceSubscriptionProject: 'demo',
        CloudPubSubDeadLetterSourceTopicPublishTime: '2026-01-01T00:00:00.000Z',
      },
    });
  });

  it('do not lose a message whose dead letter topic is gone', async () => {
    const [dead] = await rig.client.createTopic('dead', gaxOpts);
    await rig.subscribe({
      deadLetterPolicy: { deadLetterTopic: dead.name, maxDeliveryAttempts: 5 },
      retryPolicy: { minimumBackoff: { seconds: 0 }, maximumBackoff: { seconds: 0 } },
    });
    await dead.delete(gaxOpts);
    await rig.publish('poison');
    for (let attempt = 1; attempt <= 5; attempt += 1) await failNext();
    const sixth = await rig.endpoint.next();
    expect(sixth.body.deliveryAttempt).toBe(6);
    sixth.answer(204);
  });
});

describe('a subscription that outlasts an outage', () => {
  it('backs off from 10 s to 600 s, and gives up after a hundred attempts (case 30)', async () => {
    const [dead] = await rig.client.createTopic('dead', gaxOpts);
    await rig.subscribe({
      ackDeadlineSeconds: 600,
      deadLetterPolicy: { deadLetterTopic: dead.name, maxDeliveryAttempts: 100 },
      retryPolicy: { minimumBackoff: { seconds: 10 }, maximumBackoff: { seconds: 600 } },
      expirationPolicy: {},
    });
    await rig.publish('x');
    await failNext();
    for (let failures = 1; failures < 100; failures += 1) {
      expect(rig.emulator.backlog(SUBSCRIPTION)).toBe(1);
      await expectNextAfter(Math.min(600_000, 10_000 * 2 ** (failures - 1)));
    }
    expect(rig.emulator.backlog(SUBSCRIPTION)).toBe(0);
    expect(rig.emulator.record.publishes.map(({ topic }) => topic)).toEqual(['projects/demo/topics/tasks', dead.name]);
  });
});

describe('concurrency and configuration', () => {
  it('keeps a bounded number of requests in flight', async () => {
    await rig.close();
    rig = await pubSubRig({ pushConcurrency: 2 });
    await rig.subscribe();
    for (const data of ['1', '2', '3']) await rig.publish(data);
    const first = await rig.endpoint.next();
    await rig.endpoint.next();
    await rig.clock.advance(1000);
    first.answer(204);
    await rig.recorded();
    const third = await rig.endpoint.next();
    expect(third.text).toBe('3');
    third.answer(204);
    expect(await rig.recorded()).toMatchObject({ sentAt: rig.clock.now() });
  });

  it('begins with few requests in flight, and has one more with each that is acknowledged', async () => {
    await rig.close();
    rig = await pubSubRig({ pushConcurrency: 100 });
    await rig.subscribe();
    for (let number = 0; number < 20; number += 1) await rig.publish(`${number}`);
    const inFlight = [...(await nextOf(5))];
    const before = rig.clock.now();
    await rig.clock.advance(1000);
    for (let acknowledged = 1; acknowledged <= 3; acknowledged += 1) {
      inFlight.shift()?.answer(204);
      await rig.recorded();
      inFlight.push(...(await nextOf(2)));
      expect(inFlight).toHaveLength(5 + acknowledged);
    }
    const sentAt = [];
    for (const push of inFlight) {
      push.answer(204);
      sentAt.push((await rig.recorded()).sentAt);
    }
    expect(sentAt.filter((at) => at === before)).toHaveLength(2);
  });

  it('has half as many in flight after one that is not acknowledged, and never none', async () => {
    await rig.subscribe();
    for (let number = 0; number < 7; number += 1) await rig.publish(`${number}`);
    // 5 → 2.5 → 1.25 → 1 → 1 → 1
    for (const push of await nextOf(5)) {
      push.answer(500);
      await rig.recorded();
    }
    const one = await rig.endpoint.next();
    expect(one.text).toBe('5');
    // The back-off of the five is over, and what is sent before this moment has an earlier `sentAt`.
    await rig.clock.advance(1000);
    one.answer(204);
    await rig.recorded();
    for (const push of await nextOf(2)) {
      push.answer(204);
      expect(await rig.recorded()).toMatchObject({ sentAt: rig.clock.now() });
    }
  });

  it('turns push off and on again', async () => {
    const subscription = rig.client.subscription('tasks');
    await rig.subscribe();
    await subscription.modifyPushConfig({}, gaxOpts);
    await rig.publish('x');
    const pull = { subscription: SUBSCRIPTION, maxMessages: 1 };
    const [{ receivedMessages }] = await rig.subscriber.pull(pull, gaxOpts);
    await rig.subscriber.modifyAckDeadline(
      { subscription: SUBSCRIPTION, ackIds: [receivedMessages?.[0]?.ackId ?? ''], ackDeadlineSeconds: 0 },
      gaxOpts,
    );
    await subscription.modifyPushConfig({ pushEndpoint: rig.endpoint.url }, gaxOpts);
    const push = await rig.endpoint.next();
    expect(push.text).toBe('x');
    push.answer(204);
    await expect(rig.subscriber.pull(pull, gaxOpts)).rejects.toMatchObject({ code: 9 });
  });
});
