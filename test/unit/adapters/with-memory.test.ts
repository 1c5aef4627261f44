// A bucket that remembers what never changes.
import { expect, test } from 'vitest';
import { withMemory } from '../../../lib/adapters/storage/index.ts';
import type { Bucket } from '../../../lib/ports/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';

const { signal } = new AbortController();

function counting(): { readonly bucket: Bucket; readonly reads: string[] } {
  const { state } = createMemoryStore(createFixedClock());
  const reads: string[] = [];
  const bucket: Bucket = {
    ...state,
    read(key, readSignal) {
      reads.push(key);
      return state.read(key, readSignal);
    },
  };
  return { bucket, reads };
}

test('reads a constant object once, and any other each time', async () => {
  const { bucket, reads } = counting();
  const remembering = withMemory(bucket, (key) => key.startsWith('constant/'));
  await bucket.write('constant/a', 'one', '0', signal);
  const other = await bucket.write('other', 'one', '0', signal);
  for (const key of ['constant/a', 'other']) expect((await remembering.read(key, signal))?.text).toBe('one');
  await bucket.write('other', 'two', other, signal);
  expect((await remembering.read('constant/a', signal))?.text).toBe('one');
  expect((await remembering.read('other', signal))?.text).toBe('two');
  expect(reads).toEqual(['constant/a', 'other', 'other']);
});

test('does not remember that something was absent', async () => {
  const { bucket } = counting();
  const remembering = withMemory(bucket, () => true);
  expect(await remembering.read('late', signal)).toBeUndefined();
  await bucket.write('late', 'here', '0', signal);
  expect((await remembering.read('late', signal))?.text).toBe('here');
});

test('remembers what it wrote itself, and nothing that was refused', async () => {
  const { bucket, reads } = counting();
  const remembering = withMemory(bucket, () => true);
  const generation = await remembering.write('mine', 'one', '0', signal);
  await bucket.write('theirs', 'two', '0', signal);
  await expect(remembering.write('theirs', 'one', '0', signal)).rejects.toMatchObject({ code: 'precondition' });
  expect(await remembering.read('mine', signal)).toEqual({ text: 'one', generation });
  expect((await remembering.read('theirs', signal))?.text).toBe('two');
  expect(reads).toEqual(['theirs']);
});
