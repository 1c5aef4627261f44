// Which points of a run the crash matrix takes.
import { expect, it } from 'vitest';
import { everyNth, pointsOf } from './crash.ts';

const CALLS = Array.from({ length: 30 }, (_, index) => ({
  index,
  write: index % 3 === 0,
  what: index % 9 === 0 ? 'write runs/prod/blue/r1/000000.json' : 'read heads/prod.json',
}));

it.each([1, 2, 3, 4, 5, 8, 10])('case 79: each %i-th point covers crashes before and after calls', (every) => {
  for (const reads of [true, false]) {
    const all = pointsOf(CALLS, reads);
    const taken = Array.from({ length: every }, (_, first) => everyNth(all, { every, first }));
    for (const points of taken) {
      const seen = new Set(points.map(({ when }) => when));
      expect([seen.has('before'), seen.has('after')]).toEqual([true, true]);
    }
    // Together they are every point, each once.
    expect(new Set(taken.flat())).toEqual(new Set(all));
    expect(taken.flat()).toHaveLength(all.length);
  }
});

it('leaves calls that only read out, where it is told to', () => {
  expect(pointsOf(CALLS, false)).toHaveLength(20 + 8);
  expect(pointsOf(CALLS, true)).toHaveLength(60 + 8);
});

it('loses, and holds, each object of a journal', () => {
  const journal = pointsOf(CALLS, false).slice(20);
  expect(journal.map(({ index, when }) => `${when} ${index}`)).toEqual([
    ...[0, 9, 18, 27].map((index) => `lost ${index}`),
    ...[0, 9, 18, 27].map((index) => `held ${index}`),
  ]);
});
