// Pull and its leases, refusals, lists, faults of calls, and what is not there.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createPubSubEmulator } from '../../../infra/emulators/pubsub/index.ts';
import { subscriberClient } from './client.ts';
import { gaxOpts, type PubSubRig, pubSubRig } from './rig.ts';
import { HANGS_MS } from '../../limits.ts';

const SUBSCRIPTION = 'projects/demo/subscriptions/pull';
const PULL = { subscription: SUBSCRIPTION, maxMessages: 10 };

let rig: PubSubRig;
beforeEach(async () => {
  rig = await pubSubRig();
  await rig.topic.createSubscription('pull', { ackDeadlineSeconds: 20, gaxOpts });
});
afterEach(() => rig.close());

interface Pulled {
  readonly texts: readonly string[];
  readonly ackIds: string[];
}

async function pull(returnImmediately = true): Promise<Pulled> {
  const [{ receivedMessages }] = await rig.subscriber.pull({ ...PULL, returnImmediately }, gaxOpts);
  return {
    texts: (receivedMessages ?? []).map(({ message }) => Buffer.from(message?.data ?? '').toString()),
    ackIds: (receivedMessages ?? []).map(({ ackId }) => ackId ?? ''),
  };
}

describe('pull', () => {
  it('leases messages until they are acknowledged', async () => {
    for (const data of ['1', '2']) await rig.publish(data);
    const { texts, ackIds } = await pull();
    expect(texts).toEqual(['1', '2']);
    expect((await pull()).texts).toEqual([]);
    await rig.subscriber.acknowledge({ subscription: SUBSCRIPTION, ackIds: ackIds.slice(0, 1) }, gaxOpts);
    await rig.clock.advance(20_000);
    expect((await pull()).texts).toEqual(['2']);
  });

  it('extends a lease, and ignores an acknowledgement that comes too late', async () => {
    await rig.publish('1');
    const { ackIds } = await pull();
    const lease = { subscription: SUBSCRIPTION, ackIds };
    await rig.clock.advance(19_000);
    await rig.subscriber.modifyAckDeadline({ ...lease, ackDeadlineSeconds: 60 }, gaxOpts);
    await rig.clock.advance(59_999);
    expect((await pull()).texts).toEqual([]);
    await rig.clock.advance(1);
    await rig.subscriber.acknowledge(lease, gaxOpts);
    expect((await pull()).texts).toEqual(['1']);
  });

  it('waits for a message unless told to return at once', async () => {
    const waiting = pull(false);
    await rig.publish('soon');
    expect((await waiting).texts).toEqual(['soon']);
  });
});

describe('close', () => {
  it('ends a waiting pull and frees the port', async () => {
    const { port } = await rig.emulator.listen();
    const subscriber = subscriberClient(port);
    const arrived = new Promise<void>((resolve) => {
      const watch = ({ path }: { readonly path: string }): boolean => {
        if (path.endsWith('/Pull')) resolve();
        return false;
      };
      rig.emulator.faults.inject({ when: watch });
    });
    const waiting = subscriber.pull(PULL, { timeout: HANGS_MS, retry: null });
    // CANCELLED, or UNAVAILABLE when the connection is gone before the answer.
    const ended = expect(waiting).rejects.toMatchObject({ code: expect.toBeOneOf([1, 14]) as unknown });
    await arrived;
    await rig.emulator.close();
    await ended;
    const successor = createPubSubEmulator({ clock: rig.clock, random: seededRandom(1) });
    expect((await successor.listen(port)).port).toBe(port);
    await Promise.all([successor.close(), subscriber.close()]);
  });
});

describe('refusals', () => {
  const push = 'http://127.0.0.1:1';
  it.each([
    ['a deadline below 10 s', { ackDeadlineSeconds: 9 }, 3],
    ['a push endpoint off loopback', { pushEndpoint: 'https://example.com/push' }, 3],
    ['an unknown dead letter topic', { deadLetterPolicy: { deadLetterTopic: 'projects/demo/topics/none' } }, 5],
    [
      'too few attempts',
      { deadLetterPolicy: { deadLetterTopic: 'projects/demo/topics/tasks', maxDeliveryAttempts: 4 } },
      3,
    ],
    [
      'too many attempts',
      { deadLetterPolicy: { deadLetterTopic: 'projects/demo/topics/tasks', maxDeliveryAttempts: 101 } },
      3,
    ],
    ['a backoff above 600 s', { retryPolicy: { maximumBackoff: { seconds: 601 } } }, 3],
    ['a filter', { filter: 'attributes.kind = "plan"' }, 12],
    ['exactly-once delivery', { enableExactlyOnceDelivery: true }, 12],
    ['an unwrapped push', { pushConfig: { pushEndpoint: push, noWrapper: { writeMetadata: true } } }, 12],
  ])('%s', async (_, options, code) => {
    await expect(rig.topic.createSubscription('new', { ...options, gaxOpts })).rejects.toMatchObject({ code });
    await expect(rig.client.subscription('new').getMetadata(gaxOpts)).rejects.toMatchObject({ code: 5 });
  });

  it('bad names, attributes and ordering keys', async () => {
    await expect(rig.client.createTopic('1x', gaxOpts)).rejects.toMatchObject({ code: 3 });
    const data = Buffer.from('x');
    const publish = (message: object): Promise<string> => rig.topic.publishMessage({ data, ...message });
    await expect(publish({ attributes: { google: 'x' } })).rejects.toMatchObject({ code: 3 });
    await expect(publish({ attributes: { k: 'v'.repeat(1025) } })).rejects.toMatchObject({ code: 3 });
    await expect(publish({ orderingKey: 'k'.repeat(1025) })).rejects.toMatchObject({ code: 3 });
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, 'v']));
    await expect(publish({ attributes: many })).rejects.toMatchObject({ code: 3 });
    expect(rig.emulator.record.publishes).toEqual([]);
  });

  it('batches of nothing, of more than 1000 messages and of more than 10 MB', async () => {
    const topic = 'projects/demo/topics/tasks';
    const publish = (messages: readonly { readonly data: Buffer }[]) =>
      rig.publisher.publish({ topic, messages: [...messages] }, gaxOpts);
    const one = { data: Buffer.from('x') };
    for (const batch of [[], Array.from({ length: 1001 }, () => one), [{ data: Buffer.alloc(10_000_001) }]]) {
      await expect(publish(batch)).rejects.toMatchObject({ code: 3 });
    }
    expect(rig.emulator.record.publishes).toEqual([]);
  });

  it('deadlines out of range, pulls of nothing, pages of somebody else, and topics with a key', async () => {
    const invalid = { code: 3 };
    await expect(rig.subscriber.pull({ ...PULL, maxMessages: 0 }, gaxOpts)).rejects.toMatchObject(invalid);
    const ackIds = ['any'];
    const deadline = { subscription: SUBSCRIPTION, ackIds, ackDeadlineSeconds: 601 };
    await expect(rig.subscriber.modifyAckDeadline(deadline, gaxOpts)).rejects.toMatchObject(invalid);
    const page = { project: 'projects/demo', pageToken: 'x' };
    const pages = rig.subscriber.listSubscriptions(page, { ...gaxOpts, autoPaginate: false });
    await expect(pages).rejects.toMatchObject(invalid);
    const keyed = rig.publisher.createTopic({ name: 'projects/demo/topics/keyed', kmsKeyName: 'k' }, gaxOpts);
    await expect(keyed).rejects.toMatchObject({ code: 12 });
  });
});

describe('lists', () => {
  it('come in pages by name', async () => {
    for (const name of ['bbb', 'aaa']) await rig.topic.createSubscription(name, { gaxOpts });
    const options = { pageSize: 2, autoPaginate: false, gaxOpts };
    const [first, next] = await rig.client.getSubscriptions(options);
    expect(first.map(({ name }) => name)).toEqual([
      'projects/demo/subscriptions/aaa',
      'projects/demo/subscriptions/bbb',
    ]);
    const [second] = await rig.client.getSubscriptions({ ...options, ...(next as object) });
    expect(second.map(({ name }) => name)).toEqual([SUBSCRIPTION]);
  });
});

describe('the journal and faults of calls', () => {
  it('record calls with the HTTP equivalent of their status', async () => {
    await rig.client.createTopic('tasks', gaxOpts).catch(() => undefined);
    expect(rig.emulator.journal.entries.at(-1)).toMatchObject({
      method: 'POST',
      path: '/google.pubsub.v1.Publisher/CreateTopic',
      status: 409,
      mutation: true,
    });
    expect(rig.emulator.journal.mutations().map(({ path }) => path.split('/')[2])).toEqual([
      'CreateTopic',
      'CreateSubscription',
    ]);
  });

  it('wait out a delay in emulated time, and are held in the network until released', async () => {
    const { faults, journal } = rig.emulator;
    faults.inject({ match: { path: '/**/Publish', times: 1 }, effect: { type: 'delay', ms: 700 } });
    const before = rig.clock.now();
    await rig.clock.until(rig.publish('late'));
    expect(journal.entries.at(-1)).toMatchObject({ startedAt: before, at: before + 700, faults: ['fault-1'] });
    faults.inject({ match: { path: '/**/Publish', times: 1 }, effect: { type: 'hold' } });
    const held = rig.publish('held');
    await faults.held.next();
    await rig.publish('overtakes');
    expect(rig.emulator.record.publishes.map(({ message }) => message.data.toString())).toEqual(['late', 'overtakes']);
    faults.held.release();
    await held;
    expect(rig.emulator.record.publishes).toHaveLength(3);
  });

  it('lose a call whose caller is reset while it is held, not its effect', async () => {
    const { faults } = rig.emulator;
    faults.inject({ match: { path: '/**/CreateTopic', times: 1 }, effect: { type: 'hold', caller: 'reset' } });
    // Without this the client would send it again by itself.
    const once = { ...gaxOpts, retry: null } as const;
    await expect(rig.client.createTopic('kept', once)).rejects.toMatchObject({ code: 14 });
    const done = rig.emulator.journal.next();
    faults.held.release();
    await done;
    await expect(rig.client.createTopic('kept', gaxOpts)).rejects.toMatchObject({ code: 6 });
  });

  it('turn an injected answer into its gRPC status', async () => {
    rig.emulator.faults.inject({
      when: ({ path }) => path.endsWith('/GetTopic'),
      answer: () => new Response('no such right', { status: 403 }),
      times: 1,
    });
    const refused = rig.topic.getMetadata(gaxOpts);
    await expect(refused).rejects.toMatchObject({ code: 7, details: 'no such right' });
    await rig.topic.getMetadata(gaxOpts);
  });
});

describe('what is not there', () => {
  it('is UNIMPLEMENTED by name', async () => {
    const update = rig.subscriber.updateSubscription(
      { subscription: { name: SUBSCRIPTION, ackDeadlineSeconds: 30 }, updateMask: { paths: ['ack_deadline_seconds'] } },
      gaxOpts,
    );
    await expect(update).rejects.toMatchObject({
      code: 12,
      details: expect.stringContaining('Subscriber/UpdateSubscription') as unknown,
    });
    const stream = rig.subscriber.streamingPull();
    const error = await new Promise<{ readonly code: number; readonly details: string }>((resolve) => {
      stream.on('error', resolve);
      stream.write({ subscription: SUBSCRIPTION, streamAckDeadlineSeconds: 10 });
    });
    expect(error).toMatchObject({ code: 12, details: expect.stringContaining('StreamingPull') as unknown });
  });
});
