// A report of a run says nothing new when a later report of the same revision has begun to read since, and was told.
import { expect, test } from 'vitest';
import { isToldAlready, noteTold } from '../../../../lib/app/reporting/told-already.ts';
import type { Occasion } from '../../../../lib/plan/index.ts';
import { createFixedClock } from '../../../fakes/fixed-clock.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';

const revisionOf = (commit: string, fleet = 'prod') => {
  const occasion: Occasion = { type: 'head', repository: 'acme/ingress', commit };
  return { fleet, occasion };
};
const A = revisionOf('a');

test('what was asked for before it began to read, clocks apart, is told', () => {
  const store = createMemoryStore(createFixedClock());
  noteTold(store, A, 10_000);
  expect([7_999, 8_000, 10_000, 20_000].map((at) => isToldAlready(store, A, at))).toEqual([true, false, false, false]);
  expect(isToldAlready(store, A, undefined)).toBe(false);
});

test('of another commit, fleet or store nothing is told by it', () => {
  const store = createMemoryStore(createFixedClock());
  noteTold(store, A, 10_000);
  expect(isToldAlready(store, revisionOf('b'), 0)).toBe(false);
  expect(isToldAlready(store, revisionOf('a', 'test'), 0)).toBe(false);
  expect(isToldAlready(createMemoryStore(createFixedClock()), A, 0)).toBe(false);
});

test('of a hundred revisions it is known', () => {
  const store = createMemoryStore(createFixedClock());
  noteTold(store, A, 10_000);
  for (let at = 0; at < 99; at += 1) noteTold(store, revisionOf(`later-${at}`), 10_000);
  expect(isToldAlready(store, A, 0)).toBe(true);
  noteTold(store, revisionOf('one more'), 10_000);
  expect(isToldAlready(store, A, 0)).toBe(false);
});
