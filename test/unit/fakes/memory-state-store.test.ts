import { describe, expect, it } from 'vitest';
import { RangelightError } from '../../../lib/core/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStateStore } from '../../fakes/memory-state-store.ts';

const { signal } = new AbortController();

function setUp() {
  const clock = createFixedClock();
  return { clock, store: createMemoryStateStore(clock) };
}

describe('the state store in memory', () => {
  it('creates once with generation 0', async () => {
    const { store } = setUp();
    await store.write('a', 1, '0', signal);
    await expect(store.write('a', 2, '0', signal)).rejects.toMatchObject({ code: 'precondition' });
    expect(store.contents()).toEqual({ a: 1 });
  });

  it('replaces only the generation that was read', async () => {
    const { store } = setUp();
    const first = await store.write('a', 1, '0', signal);
    const second = await store.write('a', 2, first.generation, signal);
    expect(second.generation).not.toBe(first.generation);
    await expect(store.write('a', 3, first.generation, signal)).rejects.toMatchObject({ code: 'precondition' });
    await expect(store.write('b', 3, first.generation, signal)).rejects.toMatchObject({ code: 'precondition' });
  });

  it('of two writers at once one wins', async () => {
    const { store } = setUp();
    const outcomes = await Promise.allSettled([store.write('a', 1, '0', signal), store.write('a', 2, '0', signal)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('says when, and gives copies as they would travel', async () => {
    const { clock, store } = setUp();
    const value = { list: [1], dropped: undefined };
    await store.write('a', value, '0', signal);
    value.list.push(2);
    clock.advance(5000);
    const stored = await store.read<typeof value>('a', signal);
    expect(stored).toEqual({ value: { list: [1] }, generation: '1' });
    expect(await store.writtenAt('a', '1', signal)).toBe(clock.now() - 5000);
  });

  it('lists by prefix, sorted', async () => {
    const { store } = setUp();
    for (const key of ['p/b', 'p/a', 'q']) await store.write(key, 0, '0', signal);
    expect(await store.list('p/', signal)).toEqual(['p/a', 'p/b']);
  });

  it('removes the generation that was read; an absent object is fine', async () => {
    const { store } = setUp();
    const { generation } = await store.write('a', 1, '0', signal);
    await expect(store.remove('a', '99', signal)).rejects.toMatchObject({ code: 'precondition' });
    await store.remove('a', generation, signal);
    await store.remove('a', generation, signal);
    expect(await store.read('a', signal)).toBeUndefined();
    expect(store.changes).toEqual([
      { type: 'write', key: 'a' },
      { type: 'remove', key: 'a' },
    ]);
  });

  it('fails where a test wants it to', async () => {
    const { store } = setUp();
    store.before = (call) => {
      if (call === 'write') throw new RangelightError('unavailable', 'storage', 'down');
    };
    await expect(store.write('a', 1, '0', signal)).rejects.toMatchObject({ code: 'unavailable' });
    expect(store.contents()).toEqual({});
  });
});
