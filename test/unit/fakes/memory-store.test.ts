// The buckets in memory behave as Cloud Storage does.
import { describe, expect, it } from 'vitest';
import { RangelightError } from '../../../lib/core/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';

const { signal } = new AbortController();

function setUp() {
  const clock = createFixedClock();
  const store = createMemoryStore(clock);
  return { clock, store, bucket: store.state };
}

describe('a bucket in memory', () => {
  it('creates once with generation 0', async () => {
    const { store, bucket } = setUp();
    await bucket.write('a', '1', '0', signal);
    await expect(bucket.write('a', '2', '0', signal)).rejects.toMatchObject({ code: 'precondition' });
    expect(store.contents()).toEqual({ a: 1 });
  });

  it('replaces only the generation that was read', async () => {
    const { bucket } = setUp();
    const first = await bucket.write('a', '1', '0', signal);
    const second = await bucket.write('a', '2', first, signal);
    expect(second).not.toBe(first);
    await expect(bucket.write('a', '3', first, signal)).rejects.toMatchObject({ code: 'precondition' });
    await expect(bucket.write('b', '3', first, signal)).rejects.toMatchObject({ code: 'precondition' });
  });

  it('of two writers at once one wins', async () => {
    const { bucket } = setUp();
    const outcomes = await Promise.allSettled(['1', '2'].map((text) => bucket.write('a', text, '0', signal)));
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('says when, of the generation that is there only', async () => {
    const { clock, bucket } = setUp();
    const generation = await bucket.write('a', '{"list":[1]}', '0', signal);
    clock.advance(5000);
    expect(await bucket.read('a', signal)).toEqual({ text: '{"list":[1]}', generation });
    expect(await bucket.writtenAt('a', generation, signal)).toBe(clock.now() - 5000);
    expect(await bucket.writtenAt('a', '99', signal)).toBeUndefined();
    expect(await bucket.writtenAt('b', generation, signal)).toBeUndefined();
  });

  it('lists by prefix, sorted', async () => {
    const { bucket } = setUp();
    for (const key of ['p/b', 'p/a', 'q']) await bucket.write(key, '0', '0', signal);
    expect(await bucket.list('p/', signal)).toEqual(['p/a', 'p/b']);
  });

  it('removes the generation that was read; an absent object is fine', async () => {
    const { store, bucket } = setUp();
    const generation = await bucket.write('a', '1', '0', signal);
    await expect(bucket.remove('a', '99', signal)).rejects.toMatchObject({ code: 'precondition' });
    await bucket.remove('a', generation, signal);
    await bucket.remove('a', generation, signal);
    expect(await bucket.read('a', signal)).toBeUndefined();
    expect(store.changes).toEqual([
      { type: 'write', bucket: 'state', key: 'a' },
      { type: 'remove', bucket: 'state', key: 'a' },
    ]);
  });

  it('fails where a test wants it to', async () => {
    const { store, bucket } = setUp();
    store.before = (call, _key, name) => {
      if (call === 'write' && name === 'state') throw new RangelightError('unavailable', 'storage', 'down');
    };
    await expect(bucket.write('a', '1', '0', signal)).rejects.toMatchObject({ code: 'unavailable' });
    await store.release.write('b', '1', '0', signal);
    expect(store.contents()).toEqual({ b: 1 });
  });

  it('is damaged without a call, and holds what is no JSON', async () => {
    const { store, bucket } = setUp();
    const before = await bucket.write('a', '1', '0', signal);
    bucket.put('a', '{');
    expect(await bucket.read('a', signal)).toMatchObject({ text: '{' });
    await expect(bucket.write('a', '2', before, signal)).rejects.toMatchObject({ code: 'precondition' });
    expect(store.contents()).toEqual({ a: '{' });
    bucket.drop('a');
    expect(bucket.keys()).toEqual([]);
    expect(store.changes).toHaveLength(1);
  });
});

it('the buckets know nothing of one another', async () => {
  const { store } = setUp();
  await store.state.write('a', '1', '0', signal);
  await store.release.write('a', '2', '0', signal);
  expect(await store.audit.read('a', signal)).toBeUndefined();
  expect((await store.state.read('a', signal))?.text).toBe('1');
  expect(store.keys()).toEqual(['a', 'a']);
});
