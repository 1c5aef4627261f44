// Whether a run failed as the one before it did.
import { expect, test } from 'vitest';
import type { Failure } from '../../../lib/core/index.ts';
import { type JournalEntry, sameFailure } from '../../../lib/execute/index.ts';

const failureOf = (message: string, more: Partial<Failure> = {}): Failure => ({
  code: 'invalid',
  system: 'compute',
  message,
  ...more,
});
const failed = (step: string, failure: Failure, until?: number): JournalEntry => ({
  type: 'failed',
  at: 1,
  step,
  failure,
  ...(until === undefined ? {} : { until }),
});
const run = (...failures: readonly JournalEntry[]): readonly JournalEntry[] => [
  { type: 'attempt', at: 0, step: 'a', attempt: 1 },
  ...failures,
  { type: 'done', at: 2, step: 'z', wrote: false },
];

test('is the failure of the same step with the same words, as it is told now', () => {
  const now = failureOf('quota of 20 is used up');
  expect(sameFailure(run(failed('a', failureOf('quota of 9 is used up'))), run(failed('a', now)))).toEqual(now);
  const second = run(failed('b', failureOf('new')), failed('a', now));
  expect(sameFailure(run(failed('a', now)), second)).toEqual(now);
});

test('takes numbers and fingerprints for the same, and words not', () => {
  const same = (before: string, after: string): boolean =>
    sameFailure(run(failed('a', failureOf(before))), run(failed('a', failureOf(after)))) !== undefined;
  expect(same('at 2026-11-30T10:15', 'at 2026-12-01T9:5')).toBe(true);
  expect(same('key 0123ABCDEF is gone', 'key 99aabbccdd is gone')).toBe(true);
  // Seven digits of a fingerprint are a word, too.
  expect(same('the facade fell', 'the decade fell')).toBe(false);
  expect(same('rule a is there', 'rule b is there')).toBe(false);
  expect(same('no', 'no #')).toBe(false);
  expect(same('room for 4', 'room for ')).toBe(false);
});

test('is none for another step, code or system', () => {
  const before = run(failed('a', failureOf('no')));
  expect(sameFailure(before, run(failed('b', failureOf('no'))))).toBeUndefined();
  expect(sameFailure(before, run(failed('a', failureOf('no', { code: 'denied' }))))).toBeUndefined();
  expect(sameFailure(before, run(failed('a', failureOf('no', { system: 'kubernetes' }))))).toBeUndefined();
  expect(sameFailure(before, run())).toBeUndefined();
});

test('is none for what is tried again', () => {
  const [tried, given] = [run(failed('a', failureOf('no'), 5)), run(failed('a', failureOf('no')))];
  expect(sameFailure(tried, given)).toBeUndefined();
  expect(sameFailure(given, tried)).toBeUndefined();
});
