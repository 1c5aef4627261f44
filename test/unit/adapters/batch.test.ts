// What is asked beside each other goes out one by one while there is little of it, and all at once where there is much.
import { expect, test } from 'vitest';
import { inBatches } from '../../../lib/adapters/calls/index.ts';

const NEVER = new AbortController().signal;

function rig(cost = 2) {
  const sent: string[] = [];
  const open: { readonly resolve: () => void; readonly signal: AbortSignal }[] = [];
  const send = async (what: string, signal: AbortSignal): Promise<void> => {
    sent.push(what);
    const { promise, resolve } = Promise.withResolvers<void>();
    open.push({ resolve, signal });
    await promise;
  };
  const asking = inBatches<string, string>({
    async one(question, signal) {
      await send(question, signal);
      return `${question}!`;
    },
    async all(questions, signal) {
      await send(questions.join('+'), signal);
      if (questions.includes('bad')) throw new TypeError('bad');
      return questions.map((question) => `${question}!!`);
    },
    cost: () => cost,
  });
  const answer = async (): Promise<void> => {
    open.shift()?.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { sent, open, ask: (question: string, signal: AbortSignal) => asking.ask(question, signal), answer };
}

test('two go out by themselves, and what is asked meanwhile goes out together when one of them is answered', async () => {
  const { sent, ask, answer } = rig();
  const asked = ['a', 'b', 'c', 'd', 'e'].map((one) => ask(one, NEVER));
  expect(sent).toEqual(['a', 'b']);
  await answer();
  expect(sent).toEqual(['a', 'b', 'c+d+e']);
  await answer();
  await answer();
  expect(await Promise.all(asked)).toEqual(['a!', 'b!', 'c!!', 'd!!', 'e!!']);
});

test('what is asked while all are on their way is answered by the next request, never by one that has begun', async () => {
  const { sent, ask, answer } = rig(0);
  const asked = ['a', 'b', 'c'].map((one) => ask(one, NEVER));
  await answer();
  const late = ask('late', NEVER);
  expect(sent).toEqual(['a', 'b', 'c']);
  await answer();
  expect(sent).toEqual(['a', 'b', 'c', 'late']);
  await answer();
  await answer();
  expect(await Promise.all([...asked, late])).toEqual(['a!', 'b!', 'c!!', 'late!!']);
});

test('as few as cost less go out one by one', async () => {
  const { sent, ask, answer } = rig();
  const asked = ['a', 'b', 'c', 'd'].map((one) => ask(one, NEVER));
  for (const _ of asked) await answer();
  expect(sent).toEqual(['a', 'b', 'c', 'd']);
  expect(await Promise.all(asked)).toEqual(['a!', 'b!', 'c!', 'd!']);
});

test('a failure of the whole is everybody’s, and the next one goes out', async () => {
  const { sent, ask, answer } = rig(0);
  const first = ['a', 'b'].map((one) => ask(one, NEVER));
  const failing = ['bad', 'c'].map((one) => ask(one, NEVER));
  for (const one of failing) one.catch(() => undefined);
  for (const _ of [1, 2, 3]) await answer();
  expect(await Promise.allSettled(failing)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  const next = ask('d', NEVER);
  expect(sent.at(-1)).toBe('d');
  await answer();
  expect(await Promise.all([...first, next])).toEqual(['a!', 'b!', 'd!']);
});

test('a request for many is given up when the last of them gives up', async () => {
  const { open, ask, answer } = rig(0);
  const [one, other] = [new AbortController(), new AbortController()];
  const first = ['a', 'b'].map((each) => ask(each, NEVER));
  const asked = [ask('c', one.signal), ask('d', other.signal)];
  await answer();
  const shared = open.at(-1);
  one.abort();
  expect(shared?.signal.aborted).toBe(false);
  other.abort();
  expect(shared?.signal.aborted).toBe(true);
  expect(await Promise.allSettled(asked)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  await answer();
  await answer();
  await Promise.all(first);
});

test('who gives up hears it at once, whoever else still waits, and is not asked for any more', async () => {
  const { sent, ask, answer } = rig(0);
  const [underWay, queued] = [new AbortController(), new AbortController()];
  const first = ['a', 'b'].map((each) => ask(each, NEVER));
  const [given, stays] = [ask('c', underWay.signal), ask('d', NEVER)];
  await answer();
  underWay.abort(new TypeError('no time left'));
  await expect(given).rejects.toThrow('no time left');
  const late = ask('late', queued.signal);
  queued.abort(new TypeError('nobody waits'));
  await expect(late).rejects.toThrow('nobody waits');
  await answer();
  await answer();
  expect(await Promise.all([...first, stays])).toEqual(['a!', 'b!', 'd!!']);
  expect(sent).toEqual(['a', 'b', 'c+d']);
});
