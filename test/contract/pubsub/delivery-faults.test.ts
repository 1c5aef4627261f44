// Faults of delivery: what at-least-once allows, on request.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PubSubRig, pubSubRig } from './rig.ts';

let rig: PubSubRig;
beforeEach(async () => {
  rig = await pubSubRig();
});
afterEach(() => rig.close());

it('sends an acknowledged message once more under the same id', async () => {
  rig.emulator.deliveryFaults.inject({ when: () => true, duplicates: 1, times: 1 });
  await rig.subscribe({ enableMessageOrdering: true });
  const id = await rig.publish('once', 'a');
  await rig.publish('after', 'a');
  const texts: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const push = await rig.endpoint.next();
    texts.push(push.text);
    if (push.text === 'once') expect(push.body.message.messageId).toBe(id);
    push.answer(204);
  }
  expect(texts).toEqual(['once', 'once', 'after']);
});

it('a rule counts for its subscription only, and wears off', async () => {
  const { deliveryFaults } = rig.emulator;
  deliveryFaults.add({ subscription: 'projects/demo/subscriptions/other', delay: 60_000 });
  deliveryFaults.add({ subscription: 'projects/demo/subscriptions/tasks', duplicates: 1, times: 2 });
  await rig.subscribe();
  const texts: string[] = [];
  for (const text of ['a', 'b', 'c']) {
    await rig.publish(text);
    const copies = text === 'c' ? 1 : 2;
    for (let copy = 0; copy < copies; copy += 1) {
      const push = await rig.endpoint.next();
      texts.push(push.text);
      push.answer(204);
      await rig.recorded();
    }
  }
  expect(texts).toEqual(['a', 'a', 'b', 'b', 'c']);
  expect(deliveryFaults.rules()).toMatchObject([{ delay: 60_000, hit: 0 }]);
});

it('holds a message back for the asked time', async () => {
  const remove = rig.emulator.deliveryFaults.inject({
    when: ({ data }) => data.toString() === 'late',
    delay: 5000,
  });
  await rig.subscribe();
  const publishedAt = rig.clock.now();
  await rig.publish('late');
  await rig.publish('prompt');
  const first = await rig.endpoint.next();
  expect(first.text).toBe('prompt');
  first.answer(204);
  await rig.recorded();
  await rig.clock.advance(6000);
  (await rig.endpoint.next()).answer(204);
  expect(await rig.recorded()).toMatchObject({ sentAt: publishedAt + 5000, attempt: 1 });
  remove();
  await rig.publish('late');
  (await rig.endpoint.next()).answer(204);
  expect(await rig.recorded()).toMatchObject({ sentAt: rig.clock.now() });
});

it('delivers out of order within a window, but never within an ordering key', async () => {
  rig.emulator.deliveryFaults.inject({ when: () => true, reorderWithin: 10_000 });
  await rig.subscribe({ enableMessageOrdering: true });
  const loose = ['1', '2', '3', '4', '5', '6'];
  for (const text of loose) await rig.publish(text);
  for (const text of ['k1', 'k2', 'k3']) await rig.publish(text, 'k');
  const arrived: string[] = [];
  while (arrived.length < 9) {
    await rig.clock.advance(100);
    for (const push of rig.endpoint.waiting().slice()) {
      await rig.endpoint.next();
      arrived.push(push.text);
      push.answer(204);
      await rig.recorded();
    }
  }
  expect(arrived.filter((text) => text.startsWith('k'))).toEqual(['k1', 'k2', 'k3']);
  const others = arrived.filter((text) => !text.startsWith('k'));
  expect([...others].sort()).toEqual(loose);
  expect(others).not.toEqual(loose);
});
