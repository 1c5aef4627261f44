// Who may write to a unit, and until when.
import { expect, test } from 'vitest';
import { takeLease } from '../../../lib/app/lease.ts';
import type { Clock } from '../../../lib/ports/index.ts';
import { leases } from '../../../lib/state/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';

const NEVER = new AbortController().signal;
const PLACE = leases.at('prod', 'blue');

function setup(workerClock?: Clock) {
  const clock = createFixedClock();
  const store = createMemoryStore(clock);
  const take = (holder: string, more: { readonly callTimeout?: number } = {}) =>
    takeLease(
      store,
      workerClock ?? clock,
      'prod',
      'blue',
      { holder, seq: 1, duration: 60_000, callTimeout: 10_000, ...more },
      NEVER,
    );
  return { clock, store, take };
}

test('one holder at a time', async () => {
  const { take } = setup();
  expect(await take('a')).toBeDefined();
  expect(await take('b')).toBeUndefined();
});

test('the next one waits for the end of the lease and of a call that began in it', async () => {
  const { clock, take } = setup();
  await take('a');
  clock.advance(69_999);
  expect(await take('b')).toBeUndefined();
  clock.advance(1);
  expect(await take('b')).toBeDefined();
});

test('a released lease is free at once', async () => {
  const { take, store } = setup();
  const lease = await take('a');
  await lease?.release(NEVER);
  expect(store.contents()).toEqual({});
  expect(await take('b')).toBeDefined();
});

test('of two who take it at once, one gets it', async () => {
  const { take } = setup();
  const both = await Promise.all([take('a'), take('b')]);
  expect(both.filter((one) => one !== undefined)).toHaveLength(1);
});

test('is renewed at half time, not before', async () => {
  const { clock, take, store } = setup();
  const lease = await take('a');
  clock.advance(29_000);
  expect(await lease?.keep(NEVER)).toBe(true);
  expect(store.changes).toHaveLength(1);
  clock.advance(2_000);
  expect(await lease?.keep(NEVER)).toBe(true);
  expect(store.changes).toHaveLength(2);
  clock.advance(59_000);
  expect(await take('b')).toBeUndefined();
});

test('is renewed earlier when a call would outlive it', async () => {
  const { clock, take, store } = setup();
  const lease = await take('a', { callTimeout: 50_000 });
  clock.advance(15_000);
  expect(await lease?.keep(NEVER)).toBe(true);
  expect(store.changes).toHaveLength(2);
});

test('no call may start when even a new lease would not outlive it', async () => {
  const { take } = setup();
  const lease = await take('a', { callTimeout: 61_000 });
  expect(await lease?.keep(NEVER)).toBe(false);
});

test('a lease that somebody took over is lost for good, and is not released', async () => {
  const { clock, take, store } = setup();
  const lease = await take('a');
  clock.advance(70_000);
  await take('b');
  expect(await lease?.keep(NEVER)).toBe(false);
  expect(await lease?.keep(NEVER)).toBe(false);
  await lease?.release(NEVER);
  expect(store.contents()[PLACE.key]).toMatchObject({ holder: 'b' });
});

test('a lease that lapsed and that nobody took is not released over a successor', async () => {
  const { clock, take, store } = setup();
  const lease = await take('a');
  clock.advance(70_000);
  await take('b');
  await lease?.release(NEVER);
  expect(store.contents()[PLACE.key]).toMatchObject({ holder: 'b' });
});

// Case 22: whose it is nobody knows, so it lasts as long as one of ours.
test('a damaged lease is waited for like another holder’s, and then replaced', async () => {
  const { clock, take, store } = setup();
  await take('a');
  store.state.put(PLACE.key, '{}');
  expect(await take('a')).toBeUndefined();
  clock.advance(69_999);
  expect(await take('b')).toBeUndefined();
  clock.advance(1);
  expect(await take('b')).toBeDefined();
  expect(store.contents()[PLACE.key]).toMatchObject({ holder: 'b' });
});

test('a lease that is damaged while it is held is lost', async () => {
  const { clock, take, store } = setup();
  const lease = await take('a');
  store.state.put(PLACE.key, 'no JSON');
  clock.advance(31_000);
  expect(await lease?.keep(NEVER)).toBe(false);
  await lease?.release(NEVER);
  expect(store.contents()[PLACE.key]).toBe('no JSON');
});

test('a worker whose clock is behind counts from when it asked, not from what the bucket says', async () => {
  const behind = createFixedClock(0);
  const { take, store } = setup(behind);
  const lease = await take('a');
  behind.advance(31_000);
  expect(await lease?.keep(NEVER)).toBe(true);
  expect(store.changes).toHaveLength(2);
});
