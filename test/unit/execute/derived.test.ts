// Run ids, request ids, and when to try again: all derived, so that whoever repeats them repeats the same.
import { describe, expect, test } from 'vitest';
import { requestIdOf, retryAt, runIdOf } from '../../../lib/execute/index.ts';

const NOON = Date.UTC(2026, 0, 31, 12, 0, 0);

describe('a run id', () => {
  test('is the same for the same revision, plan and predecessor', () => {
    expect(runIdOf(42, 'plan', 'before')).toBe(runIdOf(42, 'plan', 'before'));
    expect(runIdOf(42, 'plan', 'before')).not.toBe(runIdOf(42, 'plan', undefined));
    expect(runIdOf(42, 'plan', 'before')).not.toBe(runIdOf(42, 'other', 'before'));
  });

  test('sorts by revision', () => {
    expect(runIdOf(9, 'plan', undefined) < runIdOf(10, 'plan', undefined)).toBe(true);
    expect(runIdOf(42, 'plan', undefined)).toMatch(/^000042-[0-9a-f]{16}$/);
  });
});

test('a request id is a UUID of run, step and attempt', () => {
  const id = requestIdOf('run', 'expand apply x', 1);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const others = [
    requestIdOf('run', 'expand apply x', 2),
    requestIdOf('run', 'expand apply y', 1),
    requestIdOf('r', 'x', 1),
  ];
  expect(new Set([id, ...others]).size).toBe(4);
});

describe('the next attempt', () => {
  test('comes later with every failure, up to a minute', () => {
    const waits = [1, 2, 3, 6, 20].map((attempts) => retryAt('unavailable', attempts, NOON, 0.999) - NOON);
    expect(waits).toEqual([1998, 3996, 7992, 59_940, 59_940]);
  });

  test('is spread over the whole wait', () => {
    expect(retryAt('in-use', 3, NOON, 0)).toBe(NOON);
    expect(retryAt('in-use', 3, NOON, 0.5)).toBe(NOON + 4000);
  });

  test('of a paused unit comes at once: the brake is looked at before each write anyway', () => {
    expect(retryAt('paused', 9, NOON, 0.5)).toBe(NOON);
  });

  test('waits for the minute in which the rate quota is full again', () => {
    expect(retryAt('rate-limited', 1, NOON + 1, 0)).toBe(NOON + 60_000);
    expect(retryAt('rate-limited', 9, NOON + 59_999, 0.5)).toBe(NOON + 60_500);
  });

  test('case 86: comes when who refused says so, and later with every failure', () => {
    const told = NOON + 1_000;
    const waits = [1, 2, 3].map((attempts) => retryAt('rate-limited', attempts, NOON, 0.5, told) - NOON);
    expect(waits).toEqual([2_000, 3_000, 5_000]);
    expect(retryAt('unavailable', 1, NOON, 0, told)).toBe(told);
    expect(retryAt('rate-limited', 1, NOON, 0, NOON - 1)).toBe(NOON);
  });
});
