// A wait of a known length is journalled, and over when its time has passed.
import { describe, expect, test } from 'vitest';
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import { waitOut } from '../../../../../lib/app/running/steps/wait-out.ts';

describe('a wait of a known length', () => {
  const context = (now: number, wait?: object) =>
    ({ now, state: wait === undefined ? undefined : { wait } }) as unknown as StepContext;

  test('asks to be woken once, and is over when it was', () => {
    expect(waitOut(50, 'why', context(100))).toEqual({ type: 'wait', until: 150, reason: 'why' });
    expect(waitOut(50, 'why', context(149, { until: 150 }))).toMatchObject({ type: 'wait' });
    expect(waitOut(50, 'why', context(150, { until: 150 }))).toEqual({ type: 'done', wrote: false });
  });
});
