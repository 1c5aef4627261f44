// A store that remembers what never changes. May import: everything.
import { expect, test } from 'vitest';
import { withMemory } from '../../../lib/adapters/storage/index.ts';
import type { StateStore } from '../../../lib/ports/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStateStore } from '../../fakes/memory-state-store.ts';

const { signal } = new AbortController();

function counting(): { readonly store: StateStore; readonly reads: string[] } {
  const store = createMemoryStateStore(createFixedClock());
  const reads: string[] = [];
  const counted: StateStore = {
    ...store,
    read(key, readSignal) {
      reads.push(key);
      return store.read(key, readSignal);
    },
  };
  return { store: counted, reads };
}

test('reads a constant document once, and any other each time', async () => {
  const { store, reads } = counting();
  const remembering = withMemory(store, (key) => key.startsWith('constant/'));
  await store.write('constant/a', 1, '0', signal);
  const other = await store.write('other', 1, '0', signal);
  for (const key of ['constant/a', 'other']) expect((await remembering.read(key, signal))?.value).toBe(1);
  await store.write('other', 2, other.generation, signal);
  expect((await remembering.read('constant/a', signal))?.value).toBe(1);
  expect((await remembering.read('other', signal))?.value).toBe(2);
  expect(reads).toEqual(['constant/a', 'other', 'other']);
});

test('does not remember that something was absent', async () => {
  const { store } = counting();
  const remembering = withMemory(store, () => true);
  expect(await remembering.read('late', signal)).toBeUndefined();
  await store.write('late', 'here', '0', signal);
  expect((await remembering.read('late', signal))?.value).toBe('here');
});

test('remembers what it wrote itself, and nothing that was refused', async () => {
  const { store, reads } = counting();
  const remembering = withMemory(store, () => true);
  await remembering.write('mine', 1, '0', signal);
  await store.write('theirs', 2, '0', signal);
  await expect(remembering.write('theirs', 1, '0', signal)).rejects.toMatchObject({ code: 'precondition' });
  for (const [key, value] of [
    ['mine', 1],
    ['theirs', 2],
  ] as const)
    expect((await remembering.read(key, signal))?.value).toBe(value);
  expect(reads).toEqual(['theirs']);
});
