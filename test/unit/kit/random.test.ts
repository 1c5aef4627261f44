// The same seed gives every part of the local cloud the same ids, whatever the others draw.
import { expect, test } from 'vitest';
import { randomFor, seededRandom } from '../../../infra/emulators/kit/random.ts';

test('a part draws the same whatever other parts draw', () => {
  const alone = randomFor(1, 'gke-us');
  const first = [alone.hex(8), alone.hex(8)];
  const other = randomFor(1, 'gke-eu');
  const beside = randomFor(1, 'gke-us');
  expect([beside.hex(8), other.hex(8), beside.hex(8)].toSpliced(1, 1)).toEqual(first);
});

test('parts and seeds differ', () => {
  const drawn = [randomFor(1, 'a'), randomFor(1, 'b'), randomFor(2, 'a'), seededRandom(1)].map((one) => one.hex(16));
  expect(new Set(drawn).size).toBe(drawn.length);
});

test('integers stay within their bounds, both included', () => {
  const random = seededRandom(7);
  const drawn = new Set(Array.from({ length: 200 }, () => random.integer(2, 4)));
  expect([...drawn].sort((a, b) => a - b)).toEqual([2, 3, 4]);
});
