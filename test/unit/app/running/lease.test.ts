// Who may write to a unit, and until when.
import { expect, test } from 'vitest';
import { takeLease } from '../../../../lib/app/running/lease.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import type { Clock } from '../../../../lib/ports/index.ts';
import { leases } from '../../../../lib/state/index.ts';
import { createFixedClock } from '../../../fakes/fixed-clock.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';

const NEVER = new AbortController().signal;
const PLACE = leases.at('prod', 'blue');

function setup(workerClock?: Clock) {
  const clock = createFixedClock();
  const store = createMemoryStore(clock);
  const take = (holder: string, more: { readonly callTimeoutMs?: number } = {}) =>
    takeLease(
      store,
      workerClock ?? clock,
      'prod',
      'blue',
      { holder, seq: 1, durationMs: 60_000, callTimeoutMs: 10_000, ...more },
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
  const lease = await take('a', { callTimeoutMs: 50_000 });
  clock.advance(15_000);
  expect(await lease?.keep(NEVER)).toBe(true);
  expect(store.changes).toHaveLength(2);
});

test('no call may start when even a new lease would not outlive it', async () => {
  const { take } = setup();
  const lease = await take('a', { callTimeoutMs: 61_000 });
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

test('a call may start only while the lease outlives it, and at half time the lease is renewed', async () => {
  const { clock, take, store } = setup();
  // It would end in the very millisecond in which the lease does.
  const asLong = await take('a', { callTimeoutMs: 60_000 });
  expect(await asLong?.keep(NEVER)).toBe(false);
  await asLong?.release(NEVER);
  const shorter = await take('a', { callTimeoutMs: 59_999 });
  expect(await shorter?.keep(NEVER)).toBe(true);
  await shorter?.release(NEVER);
  const lease = await take('a');
  const before = store.changes.length;
  clock.advance(29_999);
  expect(await lease?.keep(NEVER)).toBe(true);
  expect(store.changes).toHaveLength(before);
  clock.advance(1);
  expect(await lease?.keep(NEVER)).toBe(true);
  expect(store.changes).toHaveLength(before + 1);
});

test('a lease that was renewed since it was read is somebody’s', async () => {
  const { clock, take, store } = setup();
  await take('a');
  clock.advance(70_000);
  let reads = 0;
  store.before = (call) => {
    if (call !== 'read') return;
    reads += 1;
    if (reads === 2) store.state.put(PLACE.key, JSON.stringify(store.contents()[PLACE.key]));
  };
  expect(await take('b')).toBeUndefined();
  expect(store.contents()[PLACE.key]).toMatchObject({ holder: 'a' });
});

test('its holder takes it again at once, as after a crash', async () => {
  const { take, store } = setup();
  await take('a');
  expect(await take('a')).toBeDefined();
  expect(store.contents()[PLACE.key]).toMatchObject({ holder: 'a', seq: 1, duration: 60_000 });
});

test('a renewed lease is renewed again, and released as it is then', async () => {
  const { clock, take, store } = setup();
  const lease = await take('a');
  for (const ms of [30_000, 31_000]) {
    clock.advance(ms);
    expect(await lease?.keep(NEVER)).toBe(true);
  }
  expect(store.changes).toHaveLength(3);
  await lease?.release(NEVER);
  expect(store.contents()).toEqual({});
});

test('what the bucket fails with is no lost lease', async () => {
  const { clock, take, store } = setup();
  const down = () => {
    throw new RangelightError('unavailable', 'storage', 'down');
  };
  const unavailable = { code: 'unavailable' };
  store.before = (call) => (call === 'write' ? down() : undefined);
  await expect(take('a')).rejects.toMatchObject(unavailable);
  store.before = undefined;
  const lease = await take('a');
  clock.advance(31_000);
  store.before = down;
  await expect(lease?.keep(NEVER)).rejects.toMatchObject(unavailable);
  await expect(lease?.release(NEVER)).rejects.toMatchObject(unavailable);
  store.before = undefined;
  expect(await lease?.keep(NEVER)).toBe(true);
});

test('letting go of a lease that somebody took over leaves it to them', async () => {
  const { clock, take, store } = setup();
  const lease = await take('a');
  clock.advance(70_000);
  await take('b');
  const before = store.changes.length;
  expect(await lease?.keep(NEVER)).toBe(false);
  let asked = 0;
  store.before = () => {
    asked += 1;
  };
  expect(await lease?.keep(NEVER)).toBe(false);
  await lease?.release(NEVER);
  expect(asked).toBe(0);
  expect(store.changes).toHaveLength(before);
});
