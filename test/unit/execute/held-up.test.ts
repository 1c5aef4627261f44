// What keeps a run from going on although it should: not what the clock ends, but what may never come.
import { describe, expect, test } from 'vitest';
import { foldJournal, heldUp, type JournalEntry } from '../../../lib/execute/index.ts';
import type { Plan, Step, StepAction } from '../../../lib/plan/index.ts';
import { digestOf } from '../../../lib/core/index.ts';
import { FLEET, UNIT } from '../balancer.ts';

const step = (id: string, action: StepAction, needs: readonly string[] = []): Step => ({
  id,
  phase: 'expand',
  action,
  needs,
});
const makes = (id: string, needs?: readonly string[]) => step(id, { type: 'apply', key: id, stage: 'final' }, needs);
const awaits = (id: string) => step(id, { type: 'await', key: id });

const waiting = (id: string, at: number, reason: string): JournalEntry => ({
  type: 'waiting',
  at,
  step: id,
  until: at + 10,
  reason,
});
const failed = (id: string, at: number, message: string, until?: number): JournalEntry => ({
  type: 'failed',
  at,
  step: id,
  failure: { code: until === undefined ? 'quota' : 'not-ready', system: 'compute', message },
  ...(until === undefined ? {} : { until }),
});
const done = (id: string): JournalEntry => ({ type: 'done', at: 1, step: id, wrote: false });

function held(steps: readonly Step[], ...entries: readonly JournalEntry[]) {
  const plan: Plan = { digest: digestOf('plan'), fleet: FLEET, unit: UNIT, changes: [], steps };
  return heldUp(plan, foldJournal(entries), entries);
}

describe('a run is held up', () => {
  test('by what it waits for, since it waited first, with what it waits for now', () => {
    expect(held([awaits('a')], waiting('a', 5, 'no group'), waiting('a', 15, 'no group yet'))).toEqual({
      since: 5,
      reason: 'no group yet',
    });
  });

  test('by what fails and is tried again', () => {
    const attempt: JournalEntry = { type: 'attempt', at: 3, step: 'a', attempt: 1 };
    expect(held([makes('a')], attempt, failed('a', 4, 'busy', 9))).toEqual({ since: 4, reason: 'busy' });
  });

  test('by the one of several that has waited longest', () => {
    const entries = [waiting('b', 7, 'later'), waiting('a', 9, 'last'), waiting('c', 5, 'first')];
    expect(held([awaits('a'), awaits('b'), awaits('c')], ...entries)).toEqual({ since: 5, reason: 'first' });
  });

  test('beside a wait that ends by the clock, and beside what is done or blocked for good', () => {
    const steps = [step('d', { type: 'drain', of: UNIT }), makes('q'), makes('f'), awaits('a')];
    const entries = [waiting('d', 1, 'drains'), failed('q', 2, 'no more'), done('f'), waiting('a', 5, 'no group')];
    expect(held(steps, ...entries)).toEqual({ since: 5, reason: 'no group' });
  });

  test('by nothing that another step waited for', () => {
    const entries = [waiting('a', 2, 'was late'), done('a'), waiting('b', 5, 'is late')];
    expect(held([awaits('a'), awaits('b')], ...entries)).toEqual({ since: 5, reason: 'is late' });
  });
});

describe('a run is not held up', () => {
  test.each<StepAction>([
    { type: 'settle', of: UNIT },
    { type: 'bake', of: UNIT, baseline: 'b', watch: [] },
    { type: 'drain', of: UNIT },
  ])('by what the clock ends: %o', (action) => {
    expect(held([step('a', action)], waiting('a', 5, 'takes its time'))).toBeUndefined();
  });

  test('while another step can start', () => {
    expect(held([awaits('a'), makes('b')], waiting('a', 5, 'no group'))).toBeUndefined();
  });

  test('when it is over, or blocked', () => {
    expect(held([awaits('a')], waiting('a', 5, 'no group'), done('a'))).toBeUndefined();
    expect(held([makes('a'), makes('b', ['a'])], failed('a', 5, 'no more'))).toBeUndefined();
  });
});
