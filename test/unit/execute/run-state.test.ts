// A run, folded from its journal.
import { describe, expect, test } from 'vitest';
import {
  foldAddresses,
  foldApplied,
  foldJournal,
  isUntried,
  type JournalEntry,
  nextSteps,
} from '../../../lib/execute/index.ts';
import type { FailureCode } from '../../../lib/core/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import type { Plan, Step } from '../../../lib/plan/index.ts';
import { compute, resource } from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const step = (id: string, needs: readonly string[] = []): Step => ({
  id,
  phase: 'expand',
  action: { type: 'apply', key: refKey(compute('urlMap', id)), stage: 'final' },
  needs,
});

const planOf = (...steps: readonly Step[]): Plan => ({
  digest: 'd',
  fleet: 'prod',
  unit: 'blue',
  changes: [],
  steps,
});

const attempt = (id: string, number: number): JournalEntry => ({ type: 'attempt', at: 0, step: id, attempt: number });
const done = (id: string) => ({ type: 'done', at: 0, step: id, wrote: true }) as const satisfies JournalEntry;
const waiting = (id: string, until: number): JournalEntry => ({ type: 'waiting', at: 0, step: id, until, reason: 'r' });
const failed = (id: string, code: FailureCode, until?: number): JournalEntry => ({
  type: 'failed',
  at: 0,
  step: id,
  failure: { code, system: 'compute', message: 'm' },
  ...(until === undefined ? {} : { until }),
});

const stateOf = (...entries: readonly JournalEntry[]) => foldJournal(entries).steps.get('a');

describe('a step', () => {
  test('that was attempted keeps its number until its outcome is known', () => {
    expect(stateOf(attempt('a', 1))).toMatchObject({ status: 'attempted', attempts: 1, settled: false });
    expect(stateOf(attempt('a', 1), failed('a', 'not-ready', 9))).toMatchObject({ attempts: 1, settled: true });
    expect(stateOf(attempt('a', 1), failed('a', 'unavailable', 9))).toMatchObject({ attempts: 1, settled: false });
    expect(stateOf(attempt('a', 1), done('a'))).toMatchObject({ status: 'done', settled: true });
    expect(stateOf(attempt('a', 1), waiting('a', 9))).toMatchObject({ status: 'waiting', settled: true });
    expect(stateOf(attempt('a', 1), failed('a', 'denied'))).toMatchObject({ settled: true });
  });

  test('knows what was refused for the rate and nothing else, of which nothing can have come', () => {
    const untried = (...entries: readonly JournalEntry[]): boolean => {
      const state = stateOf(...entries);
      return state !== undefined && isUntried(state);
    };
    const refused = failed('a', 'rate-limited', 9);
    const resumed: JournalEntry = { type: 'resumed', at: 0, holder: 'h' };
    expect(untried(refused)).toBe(true);
    expect(untried(attempt('a', 1), refused)).toBe(true);
    expect(untried(attempt('a', 1), refused, attempt('a', 2), refused)).toBe(true);
    // What became of it nobody knows.
    expect(untried(attempt('a', 1), refused, attempt('a', 2))).toBe(false);
    expect(untried(attempt('a', 1), resumed, refused)).toBe(false);
    expect(untried(attempt('a', 1), refused, resumed, attempt('a', 2), refused)).toBe(true);
    expect(untried(attempt('a', 1), refused, attempt('a', 2), attempt('a', 2), refused)).toBe(false);
    expect(untried(attempt('a', 1), failed('a', 'unavailable', 9), attempt('a', 1), refused)).toBe(false);
    expect(untried(attempt('a', 1), failed('a', 'not-ready', 9), attempt('a', 2), refused)).toBe(false);
    expect(untried(attempt('a', 1), waiting('a', 9), attempt('a', 2), refused)).toBe(false);
  });

  test('counts its failures in a row', () => {
    const twice = [attempt('a', 1), failed('a', 'unavailable', 1), attempt('a', 1), failed('a', 'unavailable', 2)];
    expect(stateOf(...twice)).toMatchObject({ attempts: 1, failures: 2 });
    expect(stateOf(...twice, failed('a', 'denied'))).toMatchObject({ failures: 3 });
    expect(stateOf(failed('a', 'unavailable', 1), waiting('a', 2))).toMatchObject({ failures: 0 });
    expect(stateOf(failed('a', 'unavailable', 1), done('a'))).toMatchObject({ failures: 0 });
  });

  test('that waits remembers since when, and how many looks found something wrong', () => {
    const at = (now: number, more: { alarms?: number } = {}): JournalEntry => {
      return { type: 'waiting', at: now, step: 'a', until: now + 1, reason: 'r', ...more };
    };
    expect(stateOf(at(3), at(5, { alarms: 1 }), at(7, { alarms: 2 }))).toMatchObject({
      since: 3,
      alarms: 2,
      wait: { until: 8, reason: 'r' },
    });
    expect(stateOf(at(3, { alarms: 1 }), at(5))).not.toHaveProperty('alarms');
  });

  test('that looked how healthy others are has it noted', () => {
    const health = { service: { 'europe-west1': 3 } };
    expect(stateOf({ ...done('a'), health })).toHaveProperty('health', health);
    expect(stateOf(done('a'))).not.toHaveProperty('health');
  });

  test('goes on with its watch after a look that failed', () => {
    const alarm: JournalEntry = { type: 'waiting', at: 3, step: 'a', until: 4, reason: 'r', alarms: 2 };
    expect(stateOf(alarm, failed('a', 'unavailable', 5))).toMatchObject({ since: 3, alarms: 2 });
    expect(stateOf(alarm, failed('a', 'unavailable', 5), waiting('a', 6))).toMatchObject({ since: 3 });
  });

  test('that fails remembers since when it does nothing else, also over attempts', () => {
    const at = (now: number): JournalEntry => ({ ...failed('a', 'unavailable', now + 1), at: now });
    expect(stateOf(at(3), attempt('a', 1), at(5))).toMatchObject({ failingSince: 3 });
    expect(stateOf(at(3), waiting('a', 5), at(6))).toMatchObject({ failingSince: 6 });
    expect(stateOf(at(3), waiting('a', 5))).not.toHaveProperty('failingSince');
    expect(stateOf(at(3), done('a'))).not.toHaveProperty('failingSince');
  });

  test('that failed waits when it may be tried again, else it is over', () => {
    expect(stateOf(failed('a', 'in-use', 7))).toMatchObject({ status: 'waiting', wait: { until: 7, reason: 'm' } });
    expect(stateOf(failed('a', 'denied'))).toMatchObject({ status: 'failed' });
  });
});

describe('what comes next', () => {
  const plan = planOf(step('a'), step('b', ['a']), step('c'));
  const next = (now: number, ...entries: readonly JournalEntry[]) => nextSteps(plan, foldJournal(entries), now);
  const ids = (one: ReturnType<typeof next>) => (one.type === 'run' ? one.steps.map(({ id }) => id) : one);

  test('is everything that needs nothing unfinished', () => {
    expect(ids(next(0))).toEqual(['a', 'c']);
    expect(ids(next(0, done('a')))).toEqual(['b', 'c']);
  });

  test('is an attempted step without outcome again', () => {
    expect(ids(next(0, attempt('a', 1), done('c')))).toEqual(['a']);
  });

  test('is a wait until the first that may go on', () => {
    expect(next(5, waiting('a', 9), waiting('c', 8))).toEqual({ type: 'wait', until: 8, reason: 'r' });
    expect(next(5, waiting('a', 8), waiting('c', 9))).toEqual({ type: 'wait', until: 8, reason: 'r' });
    expect(ids(next(8, waiting('a', 9), waiting('c', 8)))).toEqual(['c']);
  });

  test('is what is due longest, whatever the order of the plan', () => {
    expect(ids(next(10, waiting('a', 9), waiting('c', 8)))).toEqual(['c', 'a']);
    expect(ids(next(10, waiting('a', 9)))).toEqual(['c', 'a']);
  });

  test('goes on beside a step that failed', () => {
    expect(ids(next(0, failed('a', 'denied')))).toEqual(['c']);
    expect(next(0, failed('a', 'denied'), waiting('c', 9))).toMatchObject({ type: 'wait', until: 9 });
  });

  test('is the end', () => {
    expect(next(0, failed('a', 'denied'), done('c'))).toEqual({ type: 'finish', result: 'blocked' });
    expect(next(0, done('a'), done('b'), done('c'))).toEqual({ type: 'finish', result: 'succeeded' });
    expect(nextSteps(planOf(), foldJournal([]), 0)).toEqual({ type: 'finish', result: 'succeeded' });
  });
});

describe('the journal', () => {
  test('counts what is done, each step once, and keeps what was found unhealthy first', () => {
    const state = foldJournal([done('a'), done('a'), failed('b', 'unhealthy'), failed('c', 'unhealthy')]);
    expect(state).toMatchObject({ done: 1, unhealthy: 'm' });
    expect(foldJournal([failed('b', 'denied')])).not.toHaveProperty('unhealthy');
  });

  test('knows how it ended and how long it is', () => {
    const state = foldJournal([done('a'), { type: 'finished', at: 0, result: 'blocked', message: 'm' }]);
    expect(state).toMatchObject({ length: 2, finished: { result: 'blocked', message: 'm' } });
    expect(foldJournal([])).toStrictEqual({ steps: new Map(), done: 0, length: 0 });
  });

  test('has entries about the run itself, which say nothing of a step and do not end it', () => {
    const resumed: JournalEntry = { type: 'resumed', at: 0, holder: 'w' };
    expect(foldJournal([resumed, resumed])).toStrictEqual({ steps: new Map(), done: 0, length: 2 });
  });
});

describe('what stands applied', () => {
  const a = resource(compute('urlMap', 'a'), { made: 2 });
  const before = { [refKey(a.ref)]: resource(a.ref, { made: 1 }), other: resource(compute('urlMap', 'other'), {}) };
  const plan = planOf(step('a'), { ...step('settle'), action: { type: 'settle', of: 'a' } });

  test('is what was there before, with what was done', () => {
    const applied = foldApplied(before, plan, [{ type: 'done', at: 0, step: 'a', wrote: true, applied: a }], undefined);
    expect(applied).toEqual({ ...before, [refKey(a.ref)]: a });
    expect(foldApplied(before, plan, [attempt('a', 1), failed('a', 'denied')], undefined)).toEqual(before);
  });

  test('is not touched by steps that only wait, nor by what the plan does not know', () => {
    const strangers: JournalEntry[] = [done('settle'), done('a'), { ...done('of another plan'), applied: a }];
    expect(foldApplied(before, plan, strangers, undefined)).toStrictEqual(before);
  });

  test('loses what was deleted', () => {
    const gone: JournalEntry = { type: 'done', at: 0, step: 'a', wrote: true, applied: null };
    expect(foldApplied(before, plan, [gone], undefined)).toEqual({ other: before.other });
  });

  test('loses what nobody wants when the run came to its end', () => {
    expect(foldApplied(before, plan, [], new Set([refKey(a.ref)]))).toEqual({ [refKey(a.ref)]: before[refKey(a.ref)] });
  });
});

describe('the addresses that stand', () => {
  const vip = resource(compute('address', 'vip'), {});
  const plan = planOf({ ...step('vip'), action: { type: 'apply', key: refKey(vip.ref), stage: 'final' } });
  const noted: JournalEntry = { ...done('vip'), applied: vip, note: '203.0.113.7' };

  test('are noted when they are made, and kept by runs that leave them alone', () => {
    const applied = { [refKey(vip.ref)]: vip };
    const made = foldAddresses(KINDS, {}, plan, [noted], applied);
    expect(made).toEqual({ [refKey(vip.ref)]: '203.0.113.7' });
    expect(foldAddresses(KINDS, made, planOf(), [], applied)).toEqual(made);
  });

  test('are those of addresses alone: other steps have notes too', () => {
    const neg = resource(compute('networkEndpointGroup', 'neg', 'europe-west1-b'), {});
    const filled = planOf({ ...step('fill'), action: { type: 'endpoints', key: refKey(neg.ref) } });
    const note: JournalEntry = { ...done('fill'), note: '3 endpoints' };
    expect(foldAddresses(KINDS, {}, filled, [note], { [refKey(neg.ref)]: neg })).toEqual({});
    expect(foldAddresses(KINDS, {}, plan, [{ ...noted, step: 'of another plan' }], { [refKey(vip.ref)]: vip })).toEqual(
      {},
    );
  });

  test('stay known when they are written again without a word about the IP', () => {
    const known = { [refKey(vip.ref)]: '203.0.113.7' };
    expect(foldAddresses(KINDS, known, plan, [done('vip')], { [refKey(vip.ref)]: vip })).toStrictEqual(known);
  });

  test('are not those that were made and then went', () => {
    expect(foldAddresses(KINDS, {}, plan, [noted], {})).toEqual({});
  });

  test('go with their resource', () => {
    expect(foldAddresses(KINDS, { [refKey(vip.ref)]: '203.0.113.7' }, planOf(), [], {})).toEqual({});
  });
});

test('a step that is told to be done twice is one step done', () => {
  const fold = foldJournal([done('a'), waiting('b', 2), done('b'), done('a'), waiting('c', 3)]);
  expect(fold.done).toBe(2);
});

test('a failure is told since the first of a row, and no longer once the step got on', () => {
  const at = (now: number): JournalEntry => ({ ...failed('a', 'unavailable', now + 1), at: now });
  expect(stateOf(at(3), attempt('a', 2), at(5))).toMatchObject({ failures: 2, failingSince: 3 });
  expect(stateOf(at(3), waiting('a', 5), attempt('a', 3), at(7))).toMatchObject({ failures: 1, failingSince: 7 });
});
